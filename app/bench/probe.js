// Measures a page from within, in the program that bench builds with this script before all others. It tells what it
// found by the window's title: "ready" once the counter takes scans, then for each line that a scan has changed
//
//   line COUNT KEY CALL ANSWER SHOWN PAINTED
//
// and for each letter in the search field "letter COUNT KEY SHOWN PAINTED". The figures are milliseconds since the
// system had the key: when the page heard it, asked the desk, had the answer, had it in the document, and had painted
// it. A frame is painted at the latest when the next one begins. The clock by which the system stamps keys may differ
// from the page's: the quickest key of each code relates them.
(() => {
  const field = () => document.querySelector('input[aria-controls="counter-found"]');
  const line = () => document.querySelector('[role="row"][aria-selected="true"]')?.textContent;
  const tell = (text) => globalThis.runtime.WindowSetTitle(text);
  let count = 0;
  let waits;
  let ahead = Infinity; // of the page's clock before that of the keys
  let last = -Infinity;

  function begin(kind, event) {
    waits = { kind, from: event.timeStamp + ahead, marks: [performance.now()], before: line() };
  }
  function mark() {
    waits?.marks.push(performance.now());
  }
  function shown() {
    const done = waits;
    mark();
    waits = undefined;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const figures = [...done.marks, performance.now()].map((at) => (at - done.from).toFixed(2));
        count += 1;
        tell([done.kind, count, ...figures].join(' '));
      }),
    );
  }

  addEventListener(
    'keydown',
    (event) => {
      if (event.code.startsWith('Digit') && event.timeStamp - last > 100) ahead = Infinity;
      last = event.timeStamp;
      ahead = Math.min(ahead, performance.now() - event.timeStamp);
      if (event.code === 'Enter') begin('line', event);
      // A code begins with a digit, and its letters are none that anybody typed.
      else if (event.code.startsWith('Key') && field()?.value === '') begin('letter', event);
      else waits = undefined;
    },
    true,
  );
  addEventListener('input', () => waits?.kind === 'letter' && shown(), true);
  new MutationObserver(() => {
    if (waits?.kind !== 'line' || waits.marks.length < 2 || line() === waits.before) return;
    // The page may hear that the sale has changed before it has its answer.
    if (waits.marks.length === 2) mark();
    shown();
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });

  addEventListener('load', () => {
    const bridge = globalThis.go.window.Bridge;
    const call = bridge.Call;
    bridge.Call = async (method, params) => {
      const scans = method === 'counter.scan' && waits?.kind === 'line';
      if (scans) mark();
      const answer = await call(method, params);
      if (scans) mark();
      return answer;
    };
    const wait = setInterval(() => {
      if (!field()) return;
      clearInterval(wait);
      tell('ready');
    }, 100);
  });
})();
