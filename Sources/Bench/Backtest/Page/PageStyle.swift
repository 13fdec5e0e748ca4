/// The style sheet of a report: light and dark as the reader's system has it, and light on paper.
enum PageStyle {
    static let sheet: StaticString = """
        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --muted: #5b6470; --rule: #d7dce2; --box: #f5f7f9;
          --one: #1f5fae; --two: #b5530e; --level-0: #8a1c1c; --level-1: #c8571b; --level-2: #e0a526; --level-3: #7d93ad;
          --level-4: #a5b4c6; --level-5: #c9d3de; --shade-1: #d6e4f5; --shade-2: #a9c7ea; --shade-3: #4f86c6;
          --shade-4: #2a64aa; --shade-5: #123f78; --above: #8a1c1c; --good: #1c6b3a; --bad: #8a1c1c; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e6e9ed; --muted: #9aa4b0; --rule: #333b45;
          --box: #1c2229; --one: #6ea8ee; --two: #f0995a; --level-0: #f0716b; --level-1: #e8914f; --level-2: #d9b24a;
          --level-3: #7d93ad; --level-4: #5d7088; --level-5: #46566a; --shade-1: #1d3147; --shade-2: #27486d;
          --shade-3: #3a72b0; --shade-4: #5f9be0; --shade-5: #a4c9f5; --above: #f0716b; --good: #6cc58c; --bad: #f0716b; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 24px 20px 60px; max-width: 860px; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; }
        h2 { font-size: 18px; margin: 36px 0 8px; padding-top: 12px; border-top: 1px solid var(--rule); }
        h3 { font-size: 15px; margin: 20px 0 4px; }
        p { margin: 6px 0; overflow-wrap: anywhere; }
        .muted { color: var(--muted); }
        .figures { display: flex; flex-wrap: wrap; gap: 10px; margin: 16px 0 0; padding: 0; list-style: none; }
        .figures li { background: var(--box); border: 1px solid var(--rule); border-radius: 6px; padding: 8px 14px; }
        .figures b { display: block; font-size: 22px; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .warning { border-left: 4px solid var(--above); padding: 6px 12px; background: var(--box); }
        figure { margin: 10px 0 4px; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 13.5px; margin: 8px 0; }
        th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--rule);
          overflow-wrap: anywhere; }
        td:first-child { min-width: 10.5em; }
        th { color: var(--muted); font-weight: 600; white-space: nowrap; overflow-wrap: normal; }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        ol, ul { padding-left: 24px; } li { margin: 4px 0; overflow-wrap: anywhere; }
        .legend { font-size: 13px; color: var(--muted); margin: 2px 0; }
        .legend span { display: inline-block; margin-right: 16px; }
        .legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 5px; }
        td.keep { white-space: nowrap; } td ul { margin: 0; padding-left: 16px; }
        code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12.5px; }
        .plot { width: 100%; height: auto; display: block; }
        .plot text { font: 11px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--muted); }
        .plot text.value, .plot .bars text { fill: var(--ink); }
        .plot .axis { stroke: var(--muted); } .plot .grid { stroke: var(--rule); }
        .plot .now { stroke: var(--muted); stroke-dasharray: 4 3; }
        .level-0 { fill: var(--level-0); background: var(--level-0); }
        .level-1 { fill: var(--level-1); background: var(--level-1); }
        .level-2 { fill: var(--level-2); background: var(--level-2); }
        .level-3 { fill: var(--level-3); background: var(--level-3); }
        .level-4 { fill: var(--level-4); background: var(--level-4); }
        .level-5 { fill: var(--level-5); background: var(--level-5); }
        .series-1 { fill: var(--one); stroke: var(--one); background: var(--one); }
        .series-2 { fill: var(--two); stroke: var(--two); background: var(--two); }
        .plot rect { stroke: none; }
        .plot .line { fill: none; stroke-width: 2; } .plot .whisker { stroke-width: 2.5; opacity: 0.7; }
        .plot text.series-1-text { fill: var(--one); } .plot text.series-2-text { fill: var(--two); }
        .shade-0 { fill: var(--box); } .shade-1 { fill: var(--shade-1); } .shade-2 { fill: var(--shade-2); }
        .shade-3 { fill: var(--shade-3); } .shade-4 { fill: var(--shade-4); } .shade-5 { fill: var(--shade-5); }
        .plot rect.above { stroke: var(--above); stroke-width: 2.5; }
        .plot text.on-light { fill: var(--ink); } .plot text.on-dark { fill: var(--paper); }
        .came { color: var(--good); } .went { color: var(--bad); }
        @media print { :root { color-scheme: light; --paper: #ffffff; --ink: #000000; --muted: #444444; --rule: #bbbbbb;
          --box: #f5f7f9; --one: #1f5fae; --two: #b5530e; --level-0: #8a1c1c; --level-1: #c8571b; --level-2: #e0a526;
          --level-3: #7d93ad; --level-4: #a5b4c6; --level-5: #c9d3de; --shade-1: #d6e4f5; --shade-2: #a9c7ea;
          --shade-3: #4f86c6; --shade-4: #2a64aa; --shade-5: #123f78; --above: #8a1c1c; --good: #1c6b3a; --bad: #8a1c1c; }
          @page { margin: 15mm; }
          body { max-width: none; padding: 0; font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          figure, tr, li { break-inside: avoid; } h2, h3, .legend, p.muted { break-after: avoid; } table { font-size: 9pt; } }
        """
}
