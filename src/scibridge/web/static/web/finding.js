// A box with suggestions (the combobox of the WAI-ARIA practices). Without this it is a plain search form.
const WAIT = 160;

class Finder {
  constructor(input, number) {
    this.input = input;
    this.number = number;
    this.options = [];
    this.chosen = -1;
    this.panel = document.createElement("div");
    this.panel.className = "finder-panel";
    this.panel.id = `finder-panel-${number}`;
    this.panel.hidden = true;
    this.said = document.createElement("p");
    this.said.className = "unseen";
    this.said.setAttribute("role", "status");
    input.form.append(this.panel, this.said);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-haspopup": "listbox",
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("focus", () => { if (this.options.length) this.show(true); });
    input.form.addEventListener("focusout", (event) => { if (!input.form.contains(event.relatedTarget)) this.show(false); });
    // Pressing would take the focus away before the click arrives.
    this.panel.addEventListener("pointerdown", (event) => event.preventDefault());
    this.panel.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
  }

  typed() {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (!this.input.value.trim()) { this.fill(""); return; }
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.asking = new AbortController();
    const text = this.input.value.trim();
    try {
      const address = `${this.input.dataset.suggest}?${new URLSearchParams({ q: text })}`;
      const answer = await fetch(address, { signal: this.asking.signal, headers: { Accept: "text/html" } });
      if (answer.ok && this.input.value.trim() === text) this.fill(await answer.text());
    } catch (problem) {
      if (problem.name !== "AbortError") this.fill("");
    }
  }

  fill(html) {
    this.panel.innerHTML = html;
    const list = this.panel.querySelector("ul");
    this.options = list ? [...list.querySelectorAll("[role=option]")] : [];
    this.options.forEach((one, place) => { one.id = `finder-${this.number}-${place}`; });
    this.choose(-1);
    if (list) {
      list.id = `finder-list-${this.number}`;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", this.input.labels[0]?.textContent ?? "");
      this.input.setAttribute("aria-controls", list.id);
    } else this.input.removeAttribute("aria-controls");
    this.said.textContent = list?.dataset.said ?? "";
    this.show(this.options.length > 0 && document.activeElement === this.input);
  }

  show(open) {
    this.panel.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.choose(-1);
  }

  choose(place) {
    this.options[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = place;
    const option = this.options[place];
    if (!option) { this.input.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    // While characters are being composed, keys belong to the input method.
    if (event.isComposing) return;
    const last = this.options.length - 1;
    const open = !this.panel.hidden;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.options.length) {
      event.preventDefault();
      if (!open) this.show(true);
      const down = event.key === "ArrowDown";
      this.choose(down ? (this.chosen >= last ? -1 : this.chosen + 1) : (this.chosen < 0 ? last : this.chosen - 1));
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.show(false);
    } else if (event.key === "Enter" && open && this.chosen >= 0) {
      event.preventDefault();
      this.go(this.options[this.chosen]);
    }
  }

  go(option) {
    if (option?.dataset.address) window.location.assign(option.dataset.address);
  }
}

document.querySelectorAll("input[data-suggest]").forEach((input, number) => new Finder(input, number));
