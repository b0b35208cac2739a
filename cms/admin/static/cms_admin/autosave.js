/**
 * Wagtail takes the form as it is when an autosave has succeeded for saved, and so also what was typed while the
 * request was under way; nothing is sent until the next edit. Compare with what was sent, and ask for another save.
 */
(() => {
  const IGNORED = /^(csrfmiddlewaretoken|next|overwrite_revision_id|loaded_revision_(id|created_at)|comments-.*)$/;
  let sent = null;

  const snapshot = (data) =>
    JSON.stringify(
      [...data.entries()]
        .filter(([name]) => !IGNORED.test(name))
        .map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.size}` : value]),
    );

  document.addEventListener('w-autosave:save', (event) => {
    sent = event.detail.formData;
  });

  document.addEventListener('w-autosave:success', (event) => {
    const form = event.target;
    if (!sent || !(form instanceof HTMLFormElement)) return;
    // The server has named new rows; those fields are as they should be.
    Object.entries(event.detail.response?.field_updates ?? {}).forEach(([name, value]) => {
      if (sent.has(name)) sent.set(name, value);
    });
    if (snapshot(sent) === snapshot(new FormData(form))) return;
    form.dispatchEvent(new CustomEvent('w-unsaved:add', { bubbles: true, cancelable: true, detail: { type: 'edits' } }));
  });
})();

/**
 * Wagtail sends "Save draft" and "Publish" at once, also while the autosave that creates the page is under way. The page
 * is then created twice, or refused because its slug is in use: by itself. Let a press wait until that autosave is done.
 */
(() => {
  let isSaving = false;
  let pressed = null;

  document.addEventListener('w-autosave:save', (event) => {
    isSaving = !event.defaultPrevented;
  });

  const press = () => {
    isSaving = false;
    if (!pressed) return;
    const { form } = pressed;
    // Wagtail disables it when it is pressed, and a disabled button does not say which one was.
    pressed.disabled = false;
    form.requestSubmit(pressed);
    pressed.disabled = true;
    pressed = null;
  };
  document.addEventListener('w-autosave:success', press);
  document.addEventListener('w-autosave:error', press);

  document.addEventListener(
    'submit',
    (event) => {
      if (!isSaving || !event.submitter || !event.target.matches('[data-edit-form]')) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      pressed = event.submitter;
    },
    true,
  );
})();
