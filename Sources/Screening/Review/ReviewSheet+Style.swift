extension ReviewSheet {
    /// Light and dark as the reader's system has it, light on paper; one column on a phone.
    static let style: StaticString = """
        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --muted: #5b6470; --rule: #d7dce2; --box: #f5f7f9;
          --accent: #1f5fae; --mark: #fff0b3; --warn: #8a1c1c; --good: #1c6b3a; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e6e9ed; --muted: #9aa4b0; --rule: #333b45;
          --box: #1c2229; --accent: #6ea8ee; --mark: #5c4a00; --warn: #f0716b; --good: #6cc58c; } }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        body { margin: 0 auto; padding: 16px 16px 60px; max-width: 860px; background: var(--paper); color: var(--ink);
          font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        h1 { font-size: 22px; margin: 0; }
        p { margin: 4px 0; overflow-wrap: anywhere; }
        .muted { color: var(--muted); font-size: 14px; }
        .warning { color: var(--warn); }
        .tools { position: sticky; top: 0; background: var(--paper); border-bottom: 1px solid var(--rule); padding: 8px 0; z-index: 1;
          display: flex; flex-wrap: wrap; gap: 8px; align-items: end; }
        label { display: flex; flex-direction: column; font-size: 13px; color: var(--muted); flex: 1 1 130px; min-width: 0; }
        input, select, button { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--muted);
          border-radius: 5px; padding: 6px 8px; min-height: 40px; max-width: 100%; }
        button { background: var(--box); cursor: pointer; }
        button.main { border-color: var(--accent); color: var(--accent); font-weight: 600; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
        article { border: 1px solid var(--rule); border-left-width: 5px; border-radius: 6px; padding: 10px 14px; margin: 12px 0;
          background: var(--box); content-visibility: auto; contain-intrinsic-height: auto 230px; }
        article.accept, article.correct { border-left-color: var(--good); }
        article.reject { border-left-color: var(--warn); }
        h2 { font-size: 17px; margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate; }
        .text { unicode-bidi: isolate; }
        mark { background: var(--mark); color: inherit; border-radius: 2px; }
        .found { font-weight: 600; }
        ul { margin: 4px 0; padding-left: 20px; } li { overflow-wrap: anywhere; }
        .actions, form { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; align-items: end; }
        .boxes { display: none; }
        @media (max-width: 600px) { .tools { position: static; } }
        @media print { :root { color-scheme: light; --paper: #ffffff; --ink: #000000; --muted: #444444; --rule: #999999; --box: #ffffff;
          --accent: #000000; --mark: #e6e6e6; --warn: #000000; --good: #000000; }
          @page { margin: 15mm; }
          body { max-width: none; padding: 0; font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .tools, .actions, form { display: none; } .boxes { display: block; margin-top: 6px; }
          article { break-inside: avoid; content-visibility: visible; } }
        """
}
