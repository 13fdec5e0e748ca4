extension ReviewSheet {
    /// The page's program. Every text goes in as text: nothing here makes elements of a string.
    static let script: StaticString = #"""
        "use strict";
        (() => {
          const data = JSON.parse(document.getElementById("data").textContent);
          const items = data.items;
          const made = new Map();    // place of an item -> its decisions, the item's own first
          let strays = [];           // loaded decisions on what this sheet does not have
          let unsaved = false;
          const key = "tillwatch-review-" + data.id;
          const main = document.getElementById("main");
          const longest = 4000;

          function make(tag, attributes, ...children) {
            const element = document.createElement(tag);
            for (const [name, value] of Object.entries(attributes || {})) {
              if (name === "on") { for (const [event, act] of Object.entries(value)) element.addEventListener(event, act); }
              else if (value === true) element.setAttribute(name, "");
              else if (value !== false && value !== "") element.setAttribute(name, value);
            }
            for (const child of children.flat()) if (child) element.append(child);
            return element;
          }

          function field(title, input) { return make("label", {}, title, input); }

          function today() {
            const now = new Date();
            const two = (number) => String(number).padStart(2, "0");
            return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
          }

          // What is kept in the browser is only a convenience: it may be forbidden, full, or anybody's.
          function remember() {
            try { localStorage.setItem(key, JSON.stringify({ by: by.value, made: [...made], strays })); } catch (error) { /* not kept */ }
          }

          function recall() {
            try {
              const kept = JSON.parse(localStorage.getItem(key) || "null");
              if (!kept) return;
              if (typeof kept.by === "string") by.value = kept.by;
              for (const [place, records] of kept.made || []) {
                if (items[place] && Array.isArray(records) && records.every(sound)) made.set(place, records);
              }
              strays = (kept.strays || []).filter(sound);
              unsaved = made.size > 0;
            } catch (error) { /* nothing kept */ }
          }

          const names = ["product", "substance", "decision", "label", "entry", "concentration", "basis", "net_amount", "net_unit",
            "density", "reason", "by", "at", "until", "instead_of"];

          function sound(record) {
            return record && typeof record === "object" && ["accept", "correct", "reject"].includes(record.decision)
              && Object.entries(record).every(([name, value]) => names.includes(name) && typeof value === "string");
          }

          function record(item, decision, values) {
            const all = { product: item.product, substance: item.substance, decision, label: item.label, entry: item.entry,
              ...values, by: by.value.trim(), at: today(), until: (values && values.until) || until.value };
            return Object.fromEntries(names.map((name) => [name, all[name] || ""]).filter(([, value]) => value !== ""));
          }

          function signed() {
            if (by.value.trim()) return true;
            say("First say who decides.");
            by.focus();
            return false;
          }

          function decide(place, records) {
            made.set(place, records);
            unsaved = true;
            remember();
            show(place);
            count();
          }

          function accept(place) {
            if (!signed()) return;
            const item = items[place];
            decide(place, [record(item, "accept", { concentration: item.concentration, basis: item.basis,
              net_amount: item.net_amount, net_unit: item.net_unit })]);
          }

          function wrong(values) {
            const number = /^[0-9]{1,12}(\.[0-9]{1,6})?$/;
            if (values.concentration && !number.test(values.concentration)) return "A concentration is a number with a point: 12.5";
            if (Number(values.concentration) > (values.basis === "w/v" ? 3000 : 100)) return "The concentration is above 100 %";
            if (Boolean(values.net_amount) !== Boolean(values.net_unit)) return "A net amount has a number and a unit";
            if (values.net_amount && !(number.test(values.net_amount) && Number(values.net_amount) > 0))
              return "A net amount is a number above zero, with a point: 0.75";
            if (values.density && !(number.test(values.density) && Number(values.density) > 0)) return "A density is a number above zero";
            if (values.until && !(/^\d{4}-\d{2}-\d{2}$/.test(values.until) && values.until >= today())) return "“Until” is a day to come: 2027-01-31";
            if (!data.substances.some(([id]) => id === values.substance)) return "No list has this substance";
            return "";
          }

          function correct(place, values) {
            const item = items[place];
            const entry = (data.substances.find(([id]) => id === values.substance) || ["", "", item.entry])[2];
            const right = record(item, "correct", { ...values, entry });
            if (values.substance === item.substance) return decide(place, [right]);
            const rejection = record(item, "reject", { reason: values.reason || "it is " + values.substance, until: values.until });
            decide(place, [rejection, { ...right, instead_of: item.substance }]);
          }

          function correction(place) {
            const item = items[place];
            const input = (value, hint) => make("input", { type: "text", value, placeholder: hint, autocomplete: "off", maxlength: 200 });
            const choice = (options, value) => {
              const select = make("select", {}, options.map(([id, title]) => make("option", { value: id }, title)));
              select.value = value;
              return select;
            };
            const parts = {
              concentration: input(item.concentration, "unknown"), basis: choice(data.bases.map((basis) => [basis, basis]), item.basis),
              net_amount: input(item.net_amount, "unknown"), net_unit: choice([["", ""], ...data.units.map((unit) => [unit, unit])], item.net_unit),
              density: input("", "unknown"), until: make("input", { type: "date" }),
              substance: choice(data.substances.map(([id, title]) => [id, id + (title ? " – " + title : "")]), item.substance),
              reason: input("", "if any"),
            };
            for (const [name, part] of Object.entries(parts)) part.name = name;
            const fault = make("p", { class: "warning", role: "alert" });
            const form = make("form", { on: { submit: (event) => {
              event.preventDefault();
              if (!signed()) return;
              const values = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.value.trim()]));
              fault.textContent = wrong(values);
              if (!fault.textContent) correct(place, { ...values, density: values.density && values.density + " g/ml" });
            } } },
              field("Concentration, %", parts.concentration), field("Basis", parts.basis), field("Net amount", parts.net_amount),
              field("Unit", parts.net_unit), field("Density, g/ml", parts.density), field("Until", parts.until),
              field("Substance", parts.substance), field("Reason", parts.reason), fault,
              make("button", { type: "submit", class: "main" }, "Take it"), back(place));
            return form;
          }

          function rejection(place) {
            const reason = make("input", { type: "text", name: "reason", list: "reasons", maxlength: longest / 4, required: true });
            return make("form", { on: { submit: (event) => {
              event.preventDefault();
              if (!reason.value.trim() || !signed()) return reason.focus();
              decide(place, [record(items[place], "reject", { reason: reason.value.trim() })]);
              reasonList();
            } } }, field("Why not?", reason), make("button", { type: "submit", class: "main" }, "Reject"), back(place));
          }

          function back(place) { return make("button", { type: "button", on: { click: () => show(place) } }, "Back"); }

          function reasonList() {
            const told = new Set([...made.values()].flat().filter((found) => found.decision === "reject").map((found) => found.reason));
            reasons.replaceChildren(...[...told].slice(0, 20).map((value) => make("option", { value })));
          }

          function words(found) {
            const verb = { accept: "accepted", correct: "corrected", reject: "rejected" }[found.decision];
            const amounts = found.decision === "reject" ? [] : [found.instead_of ? found.substance : "",
              found.concentration ? found.concentration + " % " + found.basis : "concentration unknown",
              found.net_amount ? found.net_amount + " " + found.net_unit : "net amount unknown", found.density];
            const rest = [...amounts, found.reason, found.until && "until " + found.until].filter(Boolean).map(visible).join(", ");
            return verb + " by " + visible(found.by) + " on " + found.at + (rest ? ": " + rest : "");
          }

          // What turns a line around, or is not seen, in what was typed or loaded.
          function visible(text) {
            return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (letter) => "\\u{" + letter.codePointAt(0).toString(16) + "}");
          }

          const cards = [];

          function build(place) {
            const item = items[place];
            const [name, ...others] = item.texts;
            const pieces = (text) => text[1].map(([words, isMarked]) => isMarked ? make("mark", {}, words) : words);
            const part = { state: make("p", { class: "found", "aria-live": "polite" }), actions: make("div", { class: "actions" }) };
            part.root = make("article", { id: "item-" + place },
              make("h2", { dir: "auto" }, pieces(name)),
              make("p", { class: "muted" }, [item.shown, item.gtin && "GTIN " + item.gtin, item.price, item.place].filter(Boolean).join(" · ")),
              others.map((text) => make("p", { class: "text", dir: "auto" }, text[0] + ": ", pieces(text))),
              make("p", {}, make("b", {}, item.substance), item.title && " – " + item.title, " · ",
                item.concentration ? item.concentration + " % " + item.basis : "concentration unknown", " · ",
                item.net_amount ? item.net_amount + " " + item.net_unit : "net amount unknown", " · confidence " + item.confidence),
              item.laws.length > 0 && make("p", { class: "muted" }, item.laws.join("; ")),
              item.evidence.length > 0 && make("ul", { class: "muted" }, item.evidence.map((text) => make("li", {}, text))),
              item.missing.length > 0 && make("p", { class: "warning" }, "missing: " + item.missing.join(", ")),
              item.notes.map((text) => make("p", { class: "muted" }, text)),
              item.was && make("p", { class: "warning" }, "open again: " + item.was),
              part.state, part.actions,
              make("p", { class: "boxes" }, "☐ accept   ☐ correct: ____________________   ☐ reject: ____________________"));
            part.text = part.root.textContent.toLowerCase();
            cards[place] = part;
            show(place);
            return part.root;
          }

          function show(place) {
            const part = cards[place];
            const found = made.get(place);
            const shape = found ? (found.length > 1 ? "correct" : found[0].decision) : "";
            part.root.className = shape;
            part.state.textContent = found ? found.map(words).join("; ") : "";
            part.root.lastChild.hidden = Boolean(found);
            const button = (title, act, kind) => make("button", { type: "button", class: kind || "", on: { click: act } }, title);
            const form = (element) => { part.actions.replaceChildren(element); element.querySelector("input").focus(); };
            part.actions.replaceChildren(...(found
              ? [button("Change", () => { made.delete(place); unsaved = true; remember(); show(place); count(); })]
              : [button("Accept", () => accept(place), "main"), button("Correct", () => form(correction(place))),
                button("Reject", () => form(rejection(place)))]));
          }

          function count() {
            tally.textContent = made.size + " of " + items.length + " decided" + (unsaved ? "; not saved yet" : "");
          }

          function filter() {
            const wanted = search.value.trim().toLowerCase();
            let shown = 0;
            items.forEach((item, place) => {
              const isDecided = made.has(place);
              const fits = (state.value === "all" || (state.value === "decided") === isDecided)
                && (!substance.value || item.substance === substance.value) && (!wanted || cards[place].text.includes(wanted));
              cards[place].root.hidden = !fits;
              if (fits) shown += 1;
            });
            say(shown === items.length ? "" : shown + " shown");
          }

          function say(text) { message.textContent = text; }

          function save() {
            const decisions = [...made.entries()].sort(([left], [right]) => left - right).flatMap(([, records]) => records).concat(strays);
            if (decisions.length === 0) return say("Nothing is decided yet.");
            const text = JSON.stringify({ tillwatch: "decisions", version: "1", sheet: data.id, decisions }, null, 1)
              .replace(/[\p{Cf}\u007f-\u009f\u2028\u2029]/gu, (letter) =>
                Array.from({ length: letter.length }, (_, at) => "\\u" + letter.charCodeAt(at).toString(16).padStart(4, "0")).join(""));
            const link = make("a", { href: URL.createObjectURL(new Blob([text + "\n"], { type: "application/json" })), download: "decisions.json" });
            link.click();
            setTimeout(() => URL.revokeObjectURL(link.href), 60000);
            unsaved = false;
            say("Saved. Send the file back: tillwatch catalogue review … --import decisions.json");
            count();
          }

          async function load(file) {
            let told;
            try {
              told = JSON.parse(await file.text());
              if (told.tillwatch !== "decisions" || told.version !== "1" || !Array.isArray(told.decisions) || !told.decisions.every(sound))
                throw new Error("it holds no decisions");
            } catch (error) {
              return say("This file cannot be used: " + visible(String(error.message)));
            }
            const places = new Map(items.map((item, place) => [JSON.stringify([item.product, item.substance, item.label]), place]));
            const own = new Map(), others = [];
            for (const found of told.decisions) {
              const place = places.get(JSON.stringify([found.product, found.instead_of || found.substance, found.label]));
              if (place === undefined) { others.push(found); continue; }
              own.set(place, [...(own.get(place) || []), found].sort((left, right) => Boolean(left.instead_of) - Boolean(right.instead_of)));
            }
            for (const [place, records] of own) { made.set(place, records); show(place); }
            strays = others;
            unsaved = false;
            remember();
            reasonList();
            count();
            say(own.size + " decisions loaded" + (others.length ? "; " + others.length + " are on articles that this sheet does not have" : ""));
          }

          const by = make("input", { type: "text", name: "by", autocomplete: "name", maxlength: 200, on: { change: remember } });
          const until = make("input", { type: "date", name: "until" });
          const search = make("input", { type: "search", name: "search", on: { input: filter } });
          const state = make("select", { name: "state", on: { change: filter } },
            [["all", "all"], ["open", "open"], ["decided", "decided"]].map(([value, title]) => make("option", { value }, title)));
          const substance = make("select", { name: "substance", on: { change: filter } }, make("option", {}, "all"),
            [...new Set(items.map((item) => item.substance))].sort().map((id) => make("option", { value: id }, id)));
          substance.firstChild.value = "";
          const file = make("input", { type: "file", name: "file", accept: ".json", hidden: true,
            on: { change: () => { if (file.files.length) load(file.files[0]); file.value = ""; } } });
          const reasons = make("datalist", { id: "reasons" });
          const tally = make("p", { class: "found", role: "status" });
          const message = make("p", { class: "muted", role: "status" });

          recall();
          main.append(
            make("h1", {}, "Catalogue review"),
            make("p", { class: "muted" }, items.length + " proposals, made " + data.made + " with " + data.lists.join(", ")
              + ". Whether an article holds a listed substance, how much of it, and in what pack."),
            make("div", { class: "tools" }, field("Decided by", by), field("Hold until (if not for good)", until), field("Search", search),
              field("Show", state), field("Substance", substance),
              make("button", { type: "button", class: "main", name: "save", on: { click: save } }, "Save decisions.json"),
              make("button", { type: "button", name: "load", on: { click: () => file.click() } }, "Load …"), file, reasons),
            tally, message, ...items.map((_, place) => build(place)));
          reasonList();
          count();
          window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
          window.addEventListener("beforeprint", () => { for (const part of cards) part.root.style.contentVisibility = "visible"; });
        })();
        """#
}
