/**
 * The comparison grid: adds, removes and moves its columns and rows, names everything for screen readers, and lets
 * one source chooser serve all cells. Whatever it does ends in form fields, so saving and autosaving need no code here.
 *
 * A form keeps its number for as long as the page is open: a removed line's fields go to the bin, marked for deletion.
 */
(() => {
  const NOUNS = { column: 'subject', row: 'criterion' };
  const FORMSETS = { column: 'subjects', row: 'criteria', cell: 'cells' };
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const ON_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

  const part = (element, name) => element.querySelector(`[data-part="${name}"]`);
  const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const plural = (count, noun) => (count === 1 ? `1 ${noun}` : `${count} ${noun}s`);

  class ComparisonGridController extends window.StimulusModule.Controller {
    static targets = [
      'head', 'body', 'bin', 'status', 'chord', 'dialog', 'question', 'loss', 'columnTemplate', 'rowTemplate', 'cellTemplate',
    ];

    static values = { mostColumns: Number, mostRows: Number, textLimit: Number };

    connect() {
      this.chordTarget.textContent = ON_MAC ? 'Control + Option' : 'Alt + Shift';
      this.fill();
      this.refresh();
    }

    // What stands where

    get columns() {
      return [...this.headTarget.querySelectorAll('[data-line="column"]')];
    }

    get rows() {
      return [...this.bodyTarget.rows];
    }

    lines(kind) {
      return kind === 'column' ? this.columns : this.rows.map((row) => row.cells[0]);
    }

    /** The cells of a line, without its header. */
    cellsOf(line) {
      if (line.dataset.line === 'row') return [...line.parentElement.cells].slice(1);
      const index = this.columns.indexOf(line);
      return this.rows.map((row) => row.cells[index + 1]);
    }

    caption(line) {
      const name = part(line, 'name').value.trim();
      return name ? `“${name}”` : `${NOUNS[line.dataset.line]} ${this.lines(line.dataset.line).indexOf(line) + 1}`;
    }

    // What the editor does

    press(event) {
      const button = event.target.closest('[data-press]');
      if (!button || !this.element.contains(button) || button.getAttribute('aria-disabled') === 'true') return;
      const line = button.closest('[data-line]');
      const cell = button.closest('[data-cell]');
      ({
        'add-column': () => this.add('column'),
        'add-row': () => this.add('row'),
        before: () => this.move(line, -1, button),
        after: () => this.move(line, 1, button),
        remove: () => this.askToRemove(line),
        choose: () => this.chooseSource(cell),
        clear: () => this.setSource(cell, '', ''),
        keep: () => this.dialogTarget.close(),
        confirm: () => {
          this.dialogTarget.close();
          this.remove(this.doomed);
        },
      })[button.dataset.press]?.();
    }

    typed(event) {
      const cell = event.target.closest('[data-cell]');
      if (event.target.dataset.part === 'verdict') cell.dataset.verdict = event.target.value;
      if (event.target.dataset.part === 'text') this.count(cell);
      if (event.target.dataset.part === 'name') this.rename(event.target);
      this.settle(event.target);
    }

    /** A name wraps, but is one line of text. */
    rename(field) {
      if (field.value.includes('\n')) field.value = field.value.replaceAll(/\s*\n\s*/g, ' ');
      this.refresh();
    }

    /** Step from cell to cell with the arrow keys and the platform's chord; the same field of the next cell is focused. */
    walk(event) {
      if (event.key === 'Enter' && event.target.dataset.part === 'name') event.preventDefault();
      const chord = ON_MAC ? event.ctrlKey && event.altKey : event.altKey && event.shiftKey;
      const step = STEPS[event.key];
      const here = event.target.closest('[data-cell], [data-line]');
      if (!chord || !step || !here) return;
      event.preventDefault();
      const table = [this.headTarget, ...this.rows].map((row) => [...row.cells]);
      const y = table.findIndex((row) => row.includes(here));
      const there = table[y + step[0]]?.[table[y].indexOf(here) + step[1]];
      if (!there) return;
      const kind = event.target.dataset.part || event.target.dataset.press;
      const field = part(there, kind) || there.querySelector(`[data-press="${kind}"]`);
      const target = field && !field.hidden ? field : there.querySelector('[data-part="name"], select, button');
      target?.focus();
      target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }

    add(kind) {
      if (this.lines(kind).length >= this.most(kind)) return;
      const made = this.newForm(kind, kind === 'column' ? this.columnTemplateTarget : this.rowTemplateTarget);
      (kind === 'column' ? this.headTarget : this.bodyTarget).append(made);
      this.fill();
      this.refresh();
      const line = kind === 'column' ? made : made.cells[0];
      part(line, 'name').focus();
      line.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      this.announce(`${capitalised(NOUNS[kind])} ${this.lines(kind).length} added.`);
    }

    /** Move by moving the neighbour: what has the focus stays in the page and keeps it. */
    move(line, step, button) {
      const kind = line.dataset.line;
      const lines = this.lines(kind);
      const index = lines.indexOf(line);
      const other = lines[index + step];
      const swap = (ours, theirs) => (step < 0 ? ours.after(theirs) : ours.before(theirs));
      if (kind === 'row') {
        swap(line.parentElement, other.parentElement);
      } else {
        this.rows.forEach((row) => swap(row.cells[index + 1], row.cells[index + 1 + step]));
        swap(line, other);
      }
      this.refresh();
      button.focus();
      line.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      this.announce(`${capitalised(this.caption(line))} is now ${NOUNS[kind]} ${index + step + 1} of ${lines.length}.`);
    }

    askToRemove(line) {
      const filled = this.cellsOf(line).filter((cell) =>
        ['verdict', 'text', 'source'].some((name) => part(cell, name)?.value.trim()),
      ).length;
      const named = part(line, 'name').value.trim();
      if (!filled && !named) {
        this.remove(line);
        return;
      }
      this.doomed = line;
      const noun = NOUNS[line.dataset.line];
      this.questionTarget.textContent = `Remove ${named ? `the ${noun} ` : ''}${this.caption(line)}?`;
      this.lossTarget.textContent = filled
        ? `${plural(filled, 'cell')} with a verdict, text or source will be removed with it.`
        : 'Its cells are still empty.';
      this.dialogTarget.showModal();
    }

    remove(line) {
      const kind = line.dataset.line;
      const gone = capitalised(this.caption(line));
      const lines = this.lines(kind);
      const index = lines.indexOf(line);
      this.cellsOf(line).forEach((cell) => this.discard(cell));
      this.discard(line);
      if (kind === 'row') this.rows[index].remove();
      this.refresh();
      const next = this.lines(kind)[Math.min(index, lines.length - 2)];
      (next ? part(next, 'name') : this.element.querySelector(`[data-press="add-${kind}"]`)).focus();
      this.announce(`${gone} removed.`);
    }

    /** Keep the values, marked for deletion, so that every other form keeps its number. */
    discard(holder) {
      const kept = document.createElement('div');
      holder.querySelectorAll('input, select, textarea').forEach((field) => {
        const { name, value } = field;
        kept.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
        if (field.dataset.part === 'delete') kept.lastChild.value = 'on';
      });
      this.binTarget.append(kept);
      holder.remove();
    }

    // Sources: one chooser, made when it is first needed

    chooseSource(cell) {
      this.chooser ??= window.telepath.unpack(
        JSON.parse(this.element.querySelector('#comparison-grid-chooser').textContent),
      );
      this.chooser.openModal((source) => this.setSource(cell, source.id, source.string));
    }

    setSource(cell, id, title) {
      part(cell, 'source').value = id;
      part(cell, 'title').textContent = title;
      part(cell, 'choose').textContent = id ? 'Change' : 'Source';
      cell.querySelector('[data-press="clear"]').hidden = !id;
      this.settle(part(cell, 'source'));
      this.refresh();
      cell.querySelector('[data-press="choose"]').focus();
      this.announce(id ? `Source: ${title}` : 'Source cleared.');
    }

    // Keeping the table in order

    most(kind) {
      return kind === 'column' ? this.mostColumnsValue : this.mostRowsValue;
    }

    /** A new element from a template, with the next number of its formset. */
    newForm(kind, template) {
      const total = document.querySelector(`[name="${FORMSETS[kind]}-TOTAL_FORMS"]`);
      const number = Number(total.value);
      total.value = number + 1;
      const holder = document.createElement('template');
      holder.innerHTML = template.innerHTML.trim().replaceAll('__prefix__', number);
      return holder.content.firstElementChild;
    }

    /** Give every place a cell. */
    fill() {
      const columns = this.columns;
      this.rows.forEach((row) => {
        columns.forEach((column, index) => {
          const present = row.cells[index + 1];
          if (present?.matches('[data-cell]')) return;
          const cell = this.newForm('cell', this.cellTemplateTarget);
          part(cell, 'row').value = row.dataset.number;
          part(cell, 'column').value = column.dataset.number;
          if (present) present.replaceWith(cell);
          else row.append(cell);
        });
      });
    }

    /** Renumber the lines, and name every control by its row and column. */
    refresh() {
      const label = (element, text) => element?.setAttribute('aria-label', text);
      const tip = (element, text) => {
        label(element, text);
        element.title = text;
      };
      ['column', 'row'].forEach((kind) => {
        const lines = this.lines(kind);
        lines.forEach((line, index) => {
          const caption = this.caption(line);
          const [back, forth] = kind === 'column' ? ['left', 'right'] : ['up', 'down'];
          part(line, 'order').value = index + 1;
          part(line, 'name').placeholder = `${capitalised(NOUNS[kind])} ${index + 1}`;
          label(part(line, 'name'), `Name of ${NOUNS[kind]} ${index + 1}`);
          [['before', back, index === 0], ['after', forth, index === lines.length - 1]].forEach(([press, way, atEnd]) => {
            const button = line.querySelector(`[data-press="${press}"]`);
            tip(button, `Move ${caption} ${way}`);
            button.setAttribute('aria-disabled', atEnd);
          });
          tip(line.querySelector('[data-press="remove"]'), `Remove ${caption}`);
        });
        this.element.querySelector(`[data-press="add-${kind}"]`).disabled = lines.length >= this.most(kind);
      });
      const columns = this.columns.map((column) => this.caption(column));
      this.element.style.setProperty('--subjects', columns.length);
      this.rows.forEach((row) => {
        const caption = this.caption(row.cells[0]);
        columns.forEach((column, index) => {
          const cell = row.cells[index + 1];
          const place = `${caption}, ${column}`;
          const chosen = part(cell, 'title').textContent.trim();
          label(part(cell, 'verdict'), `Verdict: ${place}`);
          label(part(cell, 'text'), `Text: ${place}`);
          label(cell.querySelector('[data-press="choose"]'), chosen ? `Change the source, ${chosen}: ${place}` : `Choose a source: ${place}`);
          tip(cell.querySelector('[data-press="clear"]'), `Clear the source: ${place}`);
          this.count(cell);
        });
      });
    }

    /** Show how long a text is once it comes near its limit. */
    count(cell) {
      const length = part(cell, 'text').value.trim().length;
      const shown = part(cell, 'count');
      shown.hidden = length < this.textLimitValue * 0.8;
      shown.textContent = `${length} of ${this.textLimitValue} characters`;
      shown.classList.toggle('comparison-grid__count--over', length > this.textLimitValue);
    }

    /** Take away the error about a field once the editor has changed it. */
    settle(field) {
      const holder = field.closest('[data-cell], [data-line]');
      const about = field.name?.split('-').pop();
      if (!holder || !about) return;
      holder.querySelectorAll(`.error-message[data-about="${about}"]`).forEach((message) => message.remove());
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    }

    announce(message) {
      this.statusTarget.textContent = message;
    }
  }

  window.wagtail.app.register('comparison-grid', ComparisonGridController);
})();
