import assert from "node:assert/strict";
import { test } from "node:test";

import { body, evaluate, show, tab } from "../tests/shown.ts";

test("keyed rows keep their identity wherever they go, unkeyed ones follow their place", async () => {
  await show(`<ul><li id="a">a</li><li data-key="b">b</li><li id="c">c</li></ul><ol></ol>`);
  await evaluate(`window.kept = [$("#a"), $("[data-key=b]"), $("#c")]; morphTo('<ul><li id="c">c2</li><li>new</li><li id="a">a</li></ul><ol><li data-key="b">b2</li></ol>')`);
  assert.equal(await body(), '<ul><li id="c">c2</li><li>new</li><li id="a">a</li></ul><ol><li data-key="b">b2</li></ol>');
  assert.equal(await evaluate(`return kept[0] === $("#a") && kept[1] === $("[data-key=b]") && kept[2] === $("#c")`), true);
});

test("an element inserted before others of its kind does not take their nodes", async () => {
  await show(`<div><p>one</p><input name="x"><p>two</p></div>`);
  await evaluate(`window.field = $("input"); field.value = "typed"; window.two = $("p:last-child"); morphTo('<div><p>zero</p><p>one</p><p>error</p><input name="x"><p>two</p></div>')`);
  assert.equal(await evaluate(`return field === $("input") && field.value === "typed" && two === $("p:last-child")`), true);
});

test("a new wrapper around a keyed element does not cost its state", async () => {
  await show(`<main><input id="x"></main>`);
  await evaluate(`window.field = $("#x"); field.value = "typed"; field.focus(); morphTo('<main><section><div><input id="x"></div></section></main>')`);
  assert.equal(await evaluate(`return field === $("#x") && field.value === "typed" && document.activeElement === field`), true);
});

test("fields are the user's once they were changed, and the server's before", async () => {
  await show(`<form><input id="clean" value="1"><input id="dirty" value="1"><textarea id="area">1</textarea>
    <input id="check" type="checkbox"><input type="radio" name="r" value="a" id="ra" checked><input type="radio" name="r" value="b" id="rb"><input type="radio" name="r" value="c" id="rc">
    <select id="s"><option>a<option>b<option>c</select><select id="t"><option>a<option>b</select></form>`);
  await evaluate(`
    $("#dirty").value = "mine"; $("#area").value = "mine"; $("#check").checked = true; $("#rb").checked = true; $("#s").value = "b";
    morphTo('<form><input id="clean" value="2"><input id="dirty" value="2"><textarea id="area">2</textarea>' +
    '<input id="check" type="checkbox"><input type="radio" name="r" value="a" id="ra"><input type="radio" name="r" value="b" id="rb"><input type="radio" name="r" value="c" id="rc" checked>' +
    '<select id="s"><option>x<option>a<option>b<option selected>c</select><select id="t"><option>a<option selected>b</select></form>')`);
  assert.deepEqual(
    await evaluate(`return ["clean", "dirty", "area", "s", "t"].map((id) => $("#" + id).value).concat($("#check").checked, $("#rb").checked, $("#dirty").defaultValue)`),
    ["2", "mine", "mine", "b", "b", true, true, "2"],
  );
});

test("what was submitted and done follows the server again, unless it was changed since", async () => {
  await show(`<input id="a"><input id="b"><input id="f" type="file">`);
  await evaluate(`
    $("#a").value = "sent"; $("#b").value = "sent, then changed";
    morphTo('<input id="a" value=""><input id="b" value=""><input id="f" type="file">', "", new Map([[$("#a"), "sent"], [$("#b"), "sent"]]))`);
  assert.deepEqual(await evaluate(`return [$("#a").value, $("#b").value]`), ["", "sent, then changed"]);
});

test("focus, caret and scroll stay while everything around moves", async () => {
  for (const withMove of [true, false]) {
    await show(`<ul>${"<li>x</li>".repeat(3)}<li id="a"><input id="in" value="abcdef"></li><li id="b"><div id="box" class="box"><p>tall</p></div></li></ul>`, "<style>#box{height:50px;overflow:auto}#box p{height:900px}</style>");
    if (!withMove) await evaluate(`delete Element.prototype.moveBefore`);
    await evaluate(`$("#in").focus(); $("#in").setSelectionRange(2, 4); $("#box").scrollTop = 120;
      morphTo('<ul><li id="b"><div id="box" class="box"><p>tall</p></div></li><li id="n">new</li><li id="a"><input id="in" value="abcdef"></li><li>x</li></ul>', "<style>#box{height:50px;overflow:auto}#box p{height:900px}</style>")`);
    assert.deepEqual(
      await evaluate(`return [document.activeElement.id, $("#in").selectionStart, $("#in").selectionEnd, $("#box").scrollTop]`),
      // Where nodes cannot be moved without being removed, inner scroll positions are lost.
      ["in", 2, 4, withMove ? 120 : 0],
      `moveBefore: ${withMove}`,
    );
  }
});

test("when the focused element goes, the next key presses nothing, and Tab goes on from there", async () => {
  await show(`<main><button>first</button><ul><li id="a"><button>a</button></li><li id="b"><button>b</button></li></ul></main>`);
  await evaluate(`$("#a button").focus(); morphTo('<main><button>first</button><ul><li id="b"><button>b</button></li></ul></main>')`);
  assert.equal(await evaluate(`return document.activeElement.localName`), "body");
  await tab.keyboard.press("Tab");
  assert.equal(await evaluate(`return document.activeElement.textContent`), "b");
});

test("details, dialogs and popovers are open as the user left them", async () => {
  const page = (text: string) => `<details id="d"><summary>s</summary>${text}</details><dialog id="m"><input id="i">${text}</dialog><div popover id="p">${text}</div>`;
  await show(page("1"));
  await evaluate(`$("#d").open = true; $("#p").showPopover(); $("#m").showModal(); $("#i").value = "x"; $("#i").focus(); morphTo(${JSON.stringify(page("2"))})`);
  assert.deepEqual(
    await evaluate(`return [$("#d").open, $("#m").matches(":modal"), document.activeElement.id, $("#i").value, $("#d").textContent]`),
    [true, true, "i", "x", "s2"],
  );
});

test("a moved iframe is not reloaded", async () => {
  await show(`<div id="a">a</div><iframe id="f" srcdoc="<p>x"></iframe><div id="b">b</div>`);
  await evaluate(`$("#f").contentWindow.mark = true`);
  for (const order of ["bfa", "fab", "abf"]) {
    const parts: Record<string, string> = { a: `<div id="a">a</div>`, b: `<div id="b">b${order}</div>`, f: `<iframe id="f" srcdoc="<p>x"></iframe>` };
    await evaluate(`morphTo(${JSON.stringify([...order].map((part) => parts[part]).join(""))})`);
    assert.equal(await evaluate(`return $("#f").contentWindow.mark`), true);
  }
});

test("what plays goes on, wherever it moves", async () => {
  const sound = `data:audio/wav;base64,${wave().toString("base64")}`;
  await show(`<p id="a">a</p><div id="player"><audio id="s" loop src="${sound}"></audio></div><p id="b">b</p>`);
  await evaluate(`$("#s").muted = true; return $("#s").play()`);
  for (const order of ["bpa", "pab", "abp"]) {
    const parts: Record<string, string> = { a: `<p id="a">a</p>`, b: `<p id="b">b${order}</p>`, p: `<div id="player" class="${order}"><audio id="s" loop src="${sound}"></audio></div>` };
    await evaluate(`window.player = $("#s"); morphTo(${JSON.stringify([...order].map((part) => parts[part]).join(""))})`);
    assert.deepEqual(await evaluate(`return [$("#s") === player, player.paused]`), [true, false], order);
  }
});

/** Returns a sound file with one second of silence. */
function wave(): Buffer {
  const header = Buffer.from("RIFF....WAVEfmt ............................data....", "latin1");
  header.writeUInt32LE(36 + 8000, 4);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  return Buffer.concat([header.subarray(0, 36), Buffer.from("data"), Buffer.from([0x40, 0x1f, 0, 0]), Buffer.alloc(8000, 128)]);
}

test("what the server has never rendered is left alone: nodes, attributes, classes, wrappers", async () => {
  await show(`<div id="a" class="one two"><input id="x" value="1"></div>`);
  await evaluate(`
    $("#a").append(Object.assign(document.createElement("i"), { className: "foreign" })); $("#a").classList.add("mine"); $("#a").title = "mine";
    const box = document.createElement("b"), x = $("#x"); x.replaceWith(box); box.append(x);
    document.body.append(document.createElement("u"));
    morphTo('<div id="a" class="one three"><p>new</p><input id="x" value="2"></div><p>end</p>')`);
  assert.equal(
    await body(),
    '<div id="a" class="mine one three" title="mine"><p>new</p><b><input id="x" value="2"></b><i class="foreign"></i></div><u></u><p>end</p>',
  );
});

test("data-pb-keep is kept as it is, even where the new page does not have it", async () => {
  await show(`<div><section id="k" data-pb-keep>server</section><p>1</p></div>`);
  await evaluate(`$("#k").innerHTML = "<b>script</b>"; window.kept = $("#k"); morphTo('<div><section id="k" data-pb-keep>other</section><p>2</p></div>')`);
  await evaluate(`morphTo('<div><p>3</p></div>')`);
  await evaluate(`morphTo('<div><section id="k" data-pb-keep>again</section><p>4</p></div>')`);
  assert.equal(await body(), '<div><section id="k" data-pb-keep=""><b>script</b></section><p>4</p></div>');
  assert.equal(await evaluate(`return kept === $("#k")`), true);
});

test("what is being edited is not touched", async () => {
  await show(`<div id="e" contenteditable>server</div><p>1</p>`);
  await evaluate(`$("#e").focus(); $("#e").innerHTML = "mine"; morphTo('<div id="e" contenteditable>other</div><p>2</p>')`);
  assert.equal(await body(), '<div id="e" contenteditable="">mine</div><p>2</p>');
});

test("the head follows the page, and no script runs twice or inline", async () => {
  await show(`<p>1</p><script>window.runs = (window.runs ?? 0) + 1</script>`, `<meta name="a" content="1"><style>p { color: red }</style>`);
  await evaluate(`
    const added = document.createElement("style"); added.id = "foreign"; document.head.append(added);
    morphTo('<p>2</p><script>window.runs = (window.runs ?? 0) + 1</scr' + 'ipt><script>window.inline = 1</scr' + 'ipt>',
      '<meta name="b" content="2"><style>p { color: blue }</style>')`);
  assert.deepEqual(
    await evaluate(`return [runs, window.inline, !!$("meta[name=a]"), $("meta[name=b]").content, !!$("#foreign"), getComputedStyle($("p")).color]`),
    [1, undefined, false, "2", true, "rgb(0, 0, 255)"],
  );
});

test("pb:morph and pb:add can be stopped for one element", async () => {
  await show(`<div id="a"><p>1</p></div><div id="b"><p>1</p></div>`);
  await evaluate(`
    document.addEventListener("pb:morph", (event) => event.target.id === "a" && event.preventDefault());
    document.addEventListener("pb:add", (event) => event.detail.node.id === "no" && event.preventDefault());
    morphTo('<div id="a"><p>2</p></div><div id="b"><p>2</p></div><div id="no"></div><div id="yes"></div>')`);
  assert.equal(await body(), '<div id="a"><p>1</p></div><div id="b"><p>2</p></div><div id="yes"></div>');
});

test("what is in a template does not load", async () => {
  await show(`<template id="t"><p>1</p></template>`);
  const requested: string[] = [];
  tab.on("request", (request) => requested.push(request.url()));
  await evaluate(`morphTo('<template id="t"><img src="https://example.org/x.png"></template>')`);
  await tab.waitForTimeout(100);
  assert.equal(await evaluate(`return $("#t").innerHTML`), '<img src="https://example.org/x.png">');
  assert.deepEqual(requested, []);
});

test("templates and custom elements", async () => {
  await show(`<template id="t"><p>1</p></template><x-box id="x">light</x-box>`);
  await evaluate(`$("#x").attachShadow({ mode: "open" }).innerHTML = "<b>shadow</b>"; morphTo('<template id="t"><p>2</p></template><x-box id="x">lighter</x-box>')`);
  assert.deepEqual(await evaluate(`return [$("#t").innerHTML, $("#x").shadowRoot.innerHTML, $("#x").textContent]`), ["<p>2</p>", "<b>shadow</b>", "lighter"]);
});

test("text that a script has replaced is the script's until the server has something else to say there", async () => {
  const page = (text: string, other = "x") => `<button id="b">${text}</button><p id="p">Hello <b>you</b> ${text}</p><h2 class="${other}"><b>${text}</b></h2>`;
  await show(page("Copy"), "");
  await evaluate(`document.title = "(3) a"; $("#b").innerHTML = "<i>ok</i> Copied!"; $("h2").textContent = "changed";
    for (const node of [...$("#p").childNodes].filter((node) => node.nodeType === 3)) {
      const font = document.createElement("font");
      font.append(Object.assign(document.createElement("font"), { textContent: "translated" }));
      node.replaceWith(font);
    }`);
  await evaluate(`morphTo(${JSON.stringify(page("Copy", "y"))})`);
  assert.deepEqual(await evaluate(`return [document.title, $("#b").textContent, $("#p").textContent, $("h2").outerHTML]`), [
    "(3) a",
    "ok Copied!",
    "translatedyoutranslated",
    '<h2 class="y">changed</h2>',
  ]);
  await evaluate(`modules.rebase(modules.parsePage("<title>b</title>" + ${JSON.stringify(page("Next", "y"))}))`);
  assert.deepEqual(await evaluate(`return [document.title, $("#b").innerHTML, $("#p").innerHTML]`), ["b", "Next", "Hello <b>you</b> Next"]);
});

test("noscript is text where scripts run, in the head and in the body", async () => {
  const head = (n: number) => `<noscript><link rel="stylesheet" href="/n${n}.css"><p>no</p></noscript><meta name="after" content="${n}">`;
  const page = (n: number) => `<noscript><p>Switch it on ${n}</p></noscript><!-- <noscript> --><p title="<noscript>">after ${n}</p><textarea><noscript></textarea><script type="text/x-template"><noscript>${n}</noscript></script>`;
  await show(page(1), head(1));
  await evaluate(`window.after = $("p"); return modules.readPage(${JSON.stringify(`<!doctype html><head><title>a</title>${head(2)}</head><body>${page(2)}</body>`)}, null).then((page) => modules.rebase(page))`);
  assert.equal(await body(), page(2).replace('title="<noscript>"', 'title="&lt;noscript&gt;"').replace("<textarea><noscript></textarea>", "<textarea>&lt;noscript&gt;</textarea>"));
  assert.deepEqual(await evaluate(`return [document.head.querySelector("noscript").textContent, document.head.querySelector("meta").content, document.querySelectorAll("body > p").length, $("p") === after]`), [
    '<link rel="stylesheet" href="/n2.css"><p>no</p>',
    "2",
    1,
    true,
  ]);
});

test("attributes keep their namespace, and may have any name that the parser lets through", async () => {
  await show(`<svg><use id="u"></use></svg><p id="p">x</p>`);
  await evaluate(`morphTo('<svg><use id="u" xlink:href="#a"></use></svg><p id="p" @click="go" :class="x">x</p>')`);
  assert.deepEqual(await evaluate(`return [$("#u").href.baseVal, $("#p").getAttribute("@click"), $("#p").getAttribute(":class")]`), ["#a", "go", "x"]);
  await evaluate(`morphTo('<svg><use id="u" xlink:href="#b"></use></svg><p id="p">x</p>')`);
  assert.deepEqual(await evaluate(`return [$("#u").href.baseVal, $("#p").getAttributeNames()]`), ["#b", ["id"]]);
});

test("the caret stays where it is when the field changes under it", async () => {
  await show(`<input id="i" value="abcdef">`);
  await evaluate(`$("#i").focus(); $("#i").setSelectionRange(2, 3); morphTo('<input id="i" value="abcdefgh">')`);
  assert.deepEqual(await evaluate(`return [$("#i").value, $("#i").selectionStart, $("#i").selectionEnd]`), ["abcdefgh", 2, 3]);
});

test("with data-pb-sync a dialog and details open and close when the server says so, and stay what they are else", async () => {
  const page = (open: string, text: string) => `<dialog id="m" data-pb-sync ${open}>x</dialog><details id="d" data-pb-sync ${open}><summary>s</summary></details><dialog id="own">${text}</dialog><p>${text}</p>`;
  await show(page("", "1"));
  const open = () => evaluate(`return [$("#m").open, $("#d").open, $("#own").open, $("#m").matches(":modal")]`);
  await evaluate(`$("#m").showModal(); $("#d").open = true; $("#own").show()`);
  await evaluate(`morphTo(${JSON.stringify(page("open", "2"))})`);
  assert.deepEqual(await open(), [true, true, true, true], "a modal one stays modal");
  await evaluate(`morphTo(${JSON.stringify(page("", "3"))})`);
  assert.deepEqual(await open(), [false, false, true, false]);
  await evaluate(`$("#m").showModal()`);
  assert.equal(await evaluate(`return $("#m").matches(":modal")`), true, "it was closed, not only taken its attribute");
});

test("who shows a field in its own way hears that it was changed or emptied", async () => {
  const page = (a: string, b = "") => `<form id="f"><input id="a" name="a" value="${a}"><select id="s"><option>x<option>y</select><input type="hidden" id="h" value=""></form><form id="g"><input id="b" value="${b}"></form><p>${a}</p>`;
  await show(page(""));
  await evaluate(`window.heard = []; for (const name of ["input", "change", "reset"]) document.addEventListener(name, (event) => heard.push(event.type + " " + event.target.id))`);
  const heard = async () => (await evaluate(`return heard.splice(0)`) as string[]).sort();
  await evaluate(`$("#a").value = "typed"; $("#s").value = "y"; morphTo(${JSON.stringify(page("", "new"))}, "", new Map([...$("#f").querySelectorAll("input,option")].map((control) => [control, control.selected ?? control.value])))`);
  assert.deepEqual(await heard(), ["change a", "change b", "change s", "input a", "input b", "input s", "reset f"]);
  // Saved as submitted: nothing changes. Saved as something else: the field was not emptied.
  for (const [saved, expected] of [["mine", []], ["corrected", ["change a", "input a"]]] as const) {
    await evaluate(`$("#a").value = "mine"; morphTo(${JSON.stringify(page(saved, "new"))}, "", new Map([...$("#f").querySelectorAll("input,option")].map((control) => [control, control.selected ?? control.value])))`);
    assert.deepEqual(await heard(), expected);
  }
  // Another value is still being typed.
  await evaluate(`const sent = new Map([...$("#f").querySelectorAll("input,option")].map((control) => [control, control.selected ?? control.value])); $("#h").value = "written since"; $("#s").value = "y";
    morphTo(${JSON.stringify(page("z", "new"))}, "", sent)`);
  assert.ok(!(await heard()).includes("reset f"));
});
