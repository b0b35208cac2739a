/**
 * Wagtail's preview panel and a website on another origin: it puts a reloaded page into the place of the one before once
 * it knows where that was scrolled to.
 */
(() => {
  const ANSWER_WITHIN = 500;
  const CHECKED = 'w-userbar:axe-ready';
  let checkedTooEarly = false;

  const tell = (wagtail) => window.postMessage({ wagtail }, window.location.origin);

  // It waits ten seconds for an answer that a website without the userbar never gives. Give one soon: the top.
  document.addEventListener(
    'load',
    ({ target }) => {
      if (!(target instanceof HTMLIFrameElement) || !target.src || target.dataset.wPreviewTarget !== 'iframe') return;
      setTimeout(() => tell({ type: 'w-preview:set-scroll-position', x: 0, y: 0, origin: '*' }), ANSWER_WITHIN);
    },
    true,
  );

  // What the new page says of its checks mostly comes before it is in its place, where the admin looks for it. Keep it.
  window.addEventListener(
    'message',
    (event) => {
      const shown = document.getElementById('w-preview-iframe')?.contentWindow;
      if (event.data?.wagtail?.type !== CHECKED || event.source === shown || event.source === window) return;
      event.stopImmediatePropagation();
      checkedTooEarly = true;
    },
    true,
  );
  document.addEventListener('w-preview:loaded', () => {
    if (checkedTooEarly) tell({ type: CHECKED });
    checkedTooEarly = false;
  });
})();
