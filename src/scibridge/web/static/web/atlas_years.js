// The years of the world as a slider with two ends. Without this, the form's own fields and its button do the same.
const WAIT = 250;

class Years {
  constructor(form) {
    this.form = form;
    this.figures = document.getElementById("atlas-figures");
    this.fields = [form.elements.from, form.elements.to];
    this.first = Number(form.dataset.first);
    this.last = Number(form.dataset.last);
    if (!this.figures || !(this.last > this.first)) return;
    this.build();
    this.read();
    this.fields.forEach((field) => field.addEventListener("change", () => { this.read(); this.soon(); }));
  }

  build() {
    const box = document.createElement("div");
    box.className = "year-slider";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", this.form.dataset.words);
    this.track = document.createElement("div");
    this.track.className = "year-track";
    this.told = document.createElement("p");
    this.told.className = "year-told";
    this.told.setAttribute("aria-hidden", "true");
    this.ends = this.fields.map((field) => {
      const end = document.createElement("input");
      Object.assign(end, { type: "range", min: this.first, max: this.last, step: 1 });
      end.setAttribute("aria-label", field.labels[0].textContent);
      end.addEventListener("input", () => this.moved(end));
      this.track.append(end);
      return end;
    });
    this.said = document.createElement("p");
    this.said.className = "unseen";
    this.said.setAttribute("role", "status");
    box.append(this.told, this.track, this.said);
    this.form.append(box);
  }

  // From the fields to the slider; what is no year of the atlas is its end.
  read() {
    const years = this.fields.map((field, place) => {
      const year = /^\d{4}$/.test(field.value) ? Number(field.value) : [this.first, this.last][place];
      return Math.min(Math.max(year, this.first), this.last);
    }).sort((one, other) => one - other);
    this.ends.forEach((end, place) => { end.value = years[place]; });
    this.draw(years);
  }

  moved(end) {
    const [from, to] = this.ends;
    if (Number(from.value) > Number(to.value)) end.value = (end === from ? to : from).value;
    const years = [Number(from.value), Number(to.value)];
    this.fields[0].value = years[0] > this.first ? years[0] : "";
    this.fields[1].value = years[1] < this.last ? years[1] : "";
    this.draw(years);
    this.soon();
  }

  draw([from, to]) {
    const share = (year) => `${((year - this.first) / (this.last - this.first)) * 100}%`;
    this.track.style.setProperty("--from", share(from));
    this.track.style.setProperty("--to", share(to));
    this.told.textContent = from === to ? `${from}` : `${from}–${to}`;
    // When both stand at the upper end, the lower one must still be in reach.
    this.ends[0].classList.toggle("above", from === this.last);
  }

  soon() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.asking = new AbortController();
    const told = [...new FormData(this.form)].filter(([, value]) => value);
    const query = told.length ? `?${new URLSearchParams(told)}` : "";
    const address = window.location.pathname + query;
    this.figures.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: this.asking.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.text());
      history.replaceState(null, "", address);
      this.follow(query);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.said.textContent = this.form.dataset.failed;
    }
    this.figures.removeAttribute("aria-busy");
  }

  show(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    // The dots are the same whatever the years: they stay, so that nothing flickers.
    const dots = this.figures.querySelector(".world-picture picture");
    if (dots) fresh.content.querySelector(".world-picture picture")?.replaceWith(dots);
    this.figures.replaceChildren(fresh.content);
    this.said.textContent = this.figures.querySelector("[data-said]")?.textContent ?? "";
  }

  // What leads to this page in another language or look, or to the other source, keeps the years.
  follow(query) {
    document.querySelectorAll("a[hreflang][rel=alternate]").forEach((link) => { link.search = query; });
    document.querySelectorAll("form.themes input[name=next]").forEach((next) => { next.value = window.location.pathname + query; });
    document.querySelectorAll(".atlas-source a").forEach((link) => {
      const asked = new URLSearchParams(link.search);
      this.fields.forEach(({ name, value }) => { if (value) asked.set(name, value); else asked.delete(name); });
      link.search = asked.toString();
    });
  }
}

document.querySelectorAll("form[data-years]").forEach((form) => new Years(form));
