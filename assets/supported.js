// First thing in the body: says, before anything is drawn, that components may count on JavaScript.
// A file of its own, since the pages allow no inline script.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("nhsuk-frontend-supported");
