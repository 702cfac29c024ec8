// A click changes charts that nobody sees: those in the window are drawn first, the others when it
// has been painted.
(() => {
  "use strict";
  const NEAR = "150px 0px";
  const beyond = new WeakSet(), watched = new WeakSet();
  const watcher = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) beyond.delete(target);
      else beyond.add(target);
    }
  }, { rootMargin: NEAR });

  let waiting = [];
  const turn = () => {
    const due = waiting;
    waiting = [];
    due.forEach((draw) => draw());
  };

  // A page's first charts come one by one, each painted before the next is drawn.
  let before = Promise.resolve();
  const painted = () => new Promise((done) => {
    if (document.hidden) setTimeout(done);
    else requestAnimationFrame(() => setTimeout(done));
  });

  window.turns = {
    first(draw) {
      const mine = before.then(draw);
      before = mine.then(painted, painted);
      return mine;
    },
    // From now on it is known whether the window shows this element.
    watch(element) {
      if (watched.has(element)) return;
      watched.add(element);
      watcher.observe(element);
    },
    // Draw now, or in its turn; `stale` says then that something newer was drawn already.
    take(element, draw, stale) {
      if (!beyond.has(element) || document.hidden) return draw();
      return new Promise((resolve) => {
        if (!waiting.length) requestAnimationFrame(() => setTimeout(turn));
        waiting.push(() => resolve(stale() || !element.isConnected ? element : draw()));
      });
    },
  };
})();
