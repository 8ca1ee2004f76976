/* What is nicer with JavaScript; every page works without it.

   [data-language]       a link: the language is remembered, also for the sign-in
   [data-copy="#id"]     a button, hidden in the page: copies the text of the element
   [data-share]          a button, hidden in the page: opens the device's share sheet
   [data-filter="#id"]   a search field, its label hidden: narrows the list's items
   Buttons may carry data-done, the text that tells of success. */
(() => {
  "use strict";

  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  function say(text) {
    status.textContent = text || "";
  }

  function confirmOn(button) {
    const { done } = button.dataset;
    if (!done) return;
    const label = button.textContent;
    button.textContent = done;
    say(done);
    setTimeout(() => { button.textContent = label; }, 2500);
  }

  function rememberLanguage(link) {
    const year = 365 * 24 * 3600;
    const name = encodeURIComponent(link.dataset.language);
    document.cookie = `django_language=${name}; path=/; max-age=${year}; samesite=lax`;
  }

  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    await navigator.clipboard.writeText(source.innerText.trim());
    confirmOn(button);
  }

  async function share() {
    const canonical = document.querySelector("link[rel=canonical]");
    try {
      await navigator.share({
        title: document.title,
        url: canonical ? canonical.href : location.href,
      });
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  function narrow(field) {
    const wanted = field.value.trim().toLocaleLowerCase();
    for (const list of document.querySelectorAll(field.dataset.filter)) {
      let left = 0;
      for (const item of list.children) {
        const name = (item.querySelector("span") || item).textContent;
        item.hidden = !name.toLocaleLowerCase().includes(wanted);
        left += item.hidden ? 0 : 1;
      }
      (list.closest("section") || list).hidden = left === 0;
    }
  }

  function reveal() {
    const able = { copy: navigator.clipboard, share: navigator.share, filter: true };
    for (const [name, supported] of Object.entries(able)) {
      if (!supported) continue;
      for (const element of document.querySelectorAll(`[data-${name}]`)) {
        (element.closest("label") || element).hidden = false;
      }
    }
  }

  document.addEventListener("click", (event) => {
    const element = event.target.closest("[data-language], [data-copy], [data-share]");
    if (!element) return;
    if (element.dataset.language) rememberLanguage(element);
    else if (element.dataset.copy) copy(element);
    else share();
  });

  document.addEventListener("input", (event) => {
    if (event.target.dataset.filter) narrow(event.target);
  });

  function narrowAgain() {
    document.querySelectorAll("[data-filter]").forEach((field) => field.value && narrow(field));
  }

  document.addEventListener("htmx:oobAfterSwap", narrowAgain);
  document.addEventListener("htmx:afterSwap", reveal);
  reveal();
})();
