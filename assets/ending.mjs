// Warns before an idle session ends. Staying signed in takes one button, and the page stays as it is.

const WARN_SECONDS = 120;

export function warnOfEnding() {
  const notice = document.querySelector("[data-ending]");
  if (!notice) return;
  const [warning, ended] = [notice.querySelector("form"), notice.querySelector("form + p")];
  let timers = [];

  function begin(seconds) {
    timers.forEach(clearTimeout);
    warning.hidden = ended.hidden = true;
    timers = [
      setTimeout(() => (warning.hidden = false), Math.max(0, seconds - WARN_SECONDS) * 1000),
      setTimeout(() => ([warning.hidden, ended.hidden] = [true, false]), seconds * 1000),
    ];
  }

  warning.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(warning.action, { method: "POST", body: new FormData(warning), redirect: "manual" });
    begin(answer.ok ? (await answer.json()).seconds : 0);
  });
  begin(Number(notice.dataset.ending));
}
