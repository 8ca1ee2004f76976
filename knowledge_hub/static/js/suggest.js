/* Suggestions under a search box while someone is typing: a combobox with a list box,
   as the ARIA practices have it. The form works without.

   [data-suggest="/address/"]   the box: the address gives the options for ?q=
   [data-suggest-label]         what the list is called
   [data-suggest-none]          said where there are none */
(() => {
  "use strict";
  const WAIT = 120;

  function combobox(input) {
    const list = document.createElement("div");
    list.className = "suggestions";
    list.id = `${input.id}-suggestions`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    const status = document.createElement("p");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    input.closest(".search-form").append(list, status);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": list.id,
    })) input.setAttribute(name, value);
    let timer = 0;
    let request = null;

    const options = () => [...list.querySelectorAll("[role=option]")];
    const chosen = () => list.querySelector("[aria-selected=true]");

    function select(option) {
      const before = chosen();
      if (before) before.setAttribute("aria-selected", "false");
      input.removeAttribute("aria-activedescendant");
      if (!option) return;
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }

    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) select(null);
    }

    async function ask() {
      if (request) request.abort();
      request = new AbortController();
      const text = input.value;
      try {
        const url = `${input.dataset.suggest}?q=${encodeURIComponent(text)}`;
        const answer = await fetch(url, { signal: request.signal });
        if (!answer.ok || input.value !== text) return;
        list.innerHTML = await answer.text();
        for (const option of options()) option.id = `${list.id}-${option.id}`;
        const number = options().length;
        show(number > 0 && document.activeElement === input);
        status.textContent = number ? `${number} ${input.dataset.suggestLabel}` : input.dataset.suggestNone;
      } catch (error) {
        if (error.name !== "AbortError") show(false);
      }
    }

    function move(step) {
      const all = options();
      if (list.hidden || !all.length) return;
      const next = all.indexOf(chosen()) + step;
      // Above the first and below the last is the box itself.
      select(next < -1 ? all[all.length - 1] : all[next] || null);
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (input.value.trim().length < 2) show(false);
      else timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const { key } = event;
      if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden && options().length) show(true);
        else if (list.hidden) ask();
        move(key === "ArrowDown" ? 1 : -1);
      } else if (key === "Enter" && chosen()) {
        event.preventDefault();
        location.assign(chosen().href);
      } else if (key === "Escape" && !list.hidden) {
        event.preventDefault();
        show(false);
      }
    });
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  document.querySelectorAll("input[data-suggest]").forEach(combobox);
})();
