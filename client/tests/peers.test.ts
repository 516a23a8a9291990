// What the suites of idiomorph and morphdom are about, in cases of ours, because npm has neither. In each
// the page becomes exactly the new one, and what has a key in both stays the very same element. Where theirs
// does something else, the case says what, and why ours does not.

import assert from "node:assert/strict";
import { test } from "node:test";

import { evaluate, show } from "./shown.ts";

interface Case {
  about: string;
  from: string;
  to: string;
  head?: [from: string, to: string];
  /** What was done to the page before. */
  doing?: string;
  /** What must be true then, besides. */
  holds?: string;
  /** What is true with theirs, and why not with ours. */
  different?: [theirs: string, reason: string];
  /** The page is not exactly the new one, because somebody wants something else. */
  isHeld?: boolean;
}

const FIRST = `<input type="checkbox" id="a">`;
const SECOND = `<input type="checkbox" id="b">`;
const FIELD = `<input id="f" value="abc">`;
const OTHER = `<input id="o">`;
const half = `$("#a").indeterminate = $("#b").indeterminate = true`;
const isHalf = `$("#a").indeterminate && $("#b").indeterminate`;
const focus = `$("#f").focus(); $("#f").setSelectionRange(1, 2)`;
const isFocused = `document.activeElement === $("#f") && $("#f").selectionStart === 1 && $("#f").selectionEnd === 2`;
const THEIRS = "what the person has changed is theirs until it was sent, and the server's page does not undo it";

const CASES: Case[] = [
  // Elements, attributes, text.
  { about: "text", from: `<button>a</button>`, to: `<button>b</button>` },
  { about: "one attribute", from: `<p class="a">x</p>`, to: `<p class="b">x</p>` },
  { about: "many attributes, and none", from: `<p class="a" title="t" lang="en" data-x="1">x</p>`, to: `<p>x</p>` },
  { about: "an empty value", from: `<input type="checkbox" checked="">`, to: `<input type="checkbox" checked="" value="x">` },
  { about: "all children go", from: `<div><p>a</p><p>b</p></div>`, to: `<div></div>` },
  { about: "all children come", from: `<div></div>`, to: `<div><p>a</p><p>b</p></div>` },
  { about: "white space", from: `<div><p>a</p></div>`, to: `<div><p>a</p>  </div>` },
  { about: "another element", from: `<main><i>a</i></main>`, to: `<main><b>a</b></main>` },
  { about: "another element around the same key", from: `<p><i id="k">a</i></p>`, to: `<div><i id="k">a</i></div>` },
  { about: "an element becomes text, and text an element", from: `<p>a</p>b`, to: `b<p>a</p>` },
  { about: "an empty body", from: `<p>a</p>`, to: `` },
  { about: "attributes of the body", from: `<p>a</p>`, to: `<p>b</p>`, doing: `document.body.title = "script's"`, holds: `document.body.title === "script's"` },
  { about: "a template", from: `<template class="a">x</template>`, to: `<template class="b">y</template>` },
  { about: "an id that is a number", from: `<div><hr id="1"></div>`, to: `<div><div><hr id="1"></div></div>` },
  { about: "a comment, and nothing changes", from: `<!--c--><p>a</p>`, to: `<!--c--><p>a</p>`, doing: `window.changes = 0; new MutationObserver((all) => (changes += all.length)).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })`, holds: `changes === 0` },
  { about: "a longer and a shorter list with keys", from: `<div id="w"><p id="1">0</p><p id="2">1</p></div>`, to: `<div id="w"><p id="2">1</p><b>after</b></div>` },
  { about: "svg", from: `<svg viewBox="0 0 1 1"><circle r="50"></circle></svg>`, to: `<svg viewBox="0 0 1 1"><circle r="10"></circle><rect width="1"></rect><a xlink:href="/x"><text x="1">x</text></a></svg>`, holds: `$("rect").namespaceURI.endsWith("svg") && $("a").getAttributeNS("http://www.w3.org/1999/xlink", "href") === "/x"` },
  { about: "svg that comes", from: `<div></div>`, to: `<div><svg><use xlink:href="#x"></use></svg></div>`, holds: `$("use").getAttributeNode("xlink:href").namespaceURI === "http://www.w3.org/1999/xlink"` },
  // Keys.
  { about: "the order of keys", from: `<ul><li id="a">a</li><li id="b">b</li><li id="c">c</li></ul>`, to: `<ul><li id="c">c</li><li id="b">b</li><li id="a">a</li></ul>` },
  { about: "one of those with keys goes", from: `<ul><li id="a">a</li><li id="b">b</li></ul>`, to: `<ul><li id="b">b</li></ul>` },
  { about: "those without a key go around one with", from: `<div><i></i><i></i><i id="k"></i></div>`, to: `<div><i id="k"></i></div>` },
  { about: "one with a key goes into what is new", from: `<hr id="a">`, to: `<div><hr id="a"></div>` },
  { about: "one with a key comes out of what goes", from: `<div><b><i id="k">a</i>b</b></div>`, to: `<div><i id="k">a</i></div>` },
  { about: "keys in keys, and all of them new", from: `<div><b><i id="a"><u id="b">x</u>y</i>z</b></div>`, to: `<div><s>new</s></div>` },
  { about: "what was inside comes before what it was in", from: `<div><div id="box"><p id="k"></p></div></div>`, to: `<div><p id="k"></p><div id="box"></div></div>` },
  { about: "one with a key goes into its neighbour with a key", from: `<div><a id="a"></a><br><b id="b"></b></div>`, to: `<div><br><a id="a"><b id="b"></b></a></div>` },
  { about: "keys between parents", from: `<p><b id="1">A</b></p><p><b id="2">B</b></p><p><b id="3">C</b></p>`, to: `<p><b id="2">E</b></p><p><b id="3">F</b></p><p><b id="1">D</b></p>` },
  { about: "the same key on another element", from: `<div><i id="k" class="a"></i></div>`, to: `<div><b id="k"></b></div>` },
  { about: "a key in an element of the same key", from: `<div id="k" class="a"><p id="k">A</p></div>`, to: `<div id="k" class="b"><p id="k">B</p></div>` },
  {
    about: "a key that occurs twice, and once then",
    from: `<div><p id="k" class="a">A</p><p id="k" class="b">B</p></div>`,
    to: `<div><p id="k" class="a">A</p></div>`,
    different: [`document.querySelectorAll("#k").length === 2`, "the page is the server's: what it has no longer is not shown"],
  },
  { about: "keys that occur twice in other parents", from: `<p><input id="a" value="1"><input id="a" value="2"></p><p><input id="b" value="3"><input id="b" value="4"></p>`, to: `<p><input id="b" value="3"><input id="b" value="4"></p><p><input id="a" value="1"><input id="a" value="2"></p>` },
  { about: "the key of what is around changes", from: `<div id="x">${FIRST}${SECOND}</div>`, to: `<div id="y">${FIRST}${SECOND}</div>`, doing: half, holds: isHalf },
  // What stands nowhere in the markup.
  { about: "state, when two change places", from: `<div>${FIRST}${SECOND}</div>`, to: `<div>${SECOND}${FIRST}</div>`, doing: half, holds: isHalf },
  { about: "state, at another depth", from: `<div>${FIRST}<p>${SECOND}</p></div>`, to: `<div>${FIRST}${SECOND}<p></p></div>`, doing: half, holds: isHalf },
  { about: "state, between boxes", from: `<p id="l">${FIRST}</p><p id="r">${SECOND}</p>`, to: `<p id="l">${SECOND}</p><p id="r">${FIRST}</p>`, doing: half, holds: isHalf },
  { about: "state, when boxes change places", from: `<p id="l">${FIRST}</p><p id="r">${SECOND}</p>`, to: `<p id="r">${SECOND}</p><p id="l">${FIRST}</p>`, doing: half, holds: isHalf },
  { about: "state, when the box is another element", from: `<div>${FIRST}${SECOND}</div>`, to: `<span>${FIRST}${SECOND}</span>`, doing: half, holds: isHalf },
  { about: "state, without moveBefore", from: `<div>${FIRST}${SECOND}</div>`, to: `<div>${SECOND}${FIRST}</div>`, doing: `delete Element.prototype.moveBefore; ${half}`, holds: isHalf },
  { about: "focus and caret, when two change places", from: `<div>${FIELD}${OTHER}</div>`, to: `<div>${OTHER}${FIELD}</div>`, doing: focus, holds: isFocused },
  { about: "focus and caret, when the neighbour is another element", from: `<div><i></i>${FIELD}</div>`, to: `<div><b></b>${FIELD}</div>`, doing: focus, holds: isFocused },
  { about: "focus and caret, at another depth", from: `<div>${OTHER}<p>${FIELD}</p></div>`, to: `<div>${OTHER}${FIELD}</div>`, doing: focus, holds: isFocused },
  { about: "focus and caret, between boxes", from: `<p id="l">${FIELD}</p><p id="r">${OTHER}</p>`, to: `<p id="l">${OTHER}</p><p id="r">${FIELD}</p>`, doing: focus, holds: isFocused },
  { about: "focus and caret, when a box like its own comes", from: `<div>${FIELD}</div>`, to: `<div></div><div>${FIELD}</div>`, doing: focus, holds: isFocused },
  { about: "focus and caret, without moveBefore", from: `<p>${FIELD}</p><p>${OTHER}</p>`, to: `<p>${OTHER}</p><p>${FIELD}</p>`, doing: `delete Element.prototype.moveBefore; ${focus}`, holds: isFocused },
  // Fields.
  { about: "the value of a field that nobody has changed", from: `<input value="a"><textarea>a</textarea>`, to: `<input value="b"><textarea>b</textarea>`, holds: `$("input").value === "b" && $("textarea").value === "b"` },
  { about: "the value of a field that was changed", from: `<input value="a"><textarea>a</textarea>`, to: `<input value="b"><textarea>b</textarea>`, doing: `$("input").value = $("textarea").value = "typed"`, holds: `$("input").value === "typed" && $("textarea").value === "typed"`, different: [`$("input").value === "b"`, THEIRS] },
  { about: "a tick comes", from: `<input type="checkbox">`, to: `<input type="checkbox" checked="">`, holds: `$("input").checked` },
  { about: "a tick goes", from: `<input type="checkbox" checked="">`, to: `<input type="checkbox">`, holds: `!$("input").checked` },
  { about: "a tick of the person's", from: `<input type="checkbox" class="a">`, to: `<input type="checkbox" class="b">`, doing: `$("input").checked = true`, holds: `$("input").checked`, different: [`!$("input").checked`, THEIRS] },
  { about: "radio buttons", from: `<input type="radio" name="r" checked=""><input type="radio" name="r" id="two">`, to: `<input type="radio" name="r"><input type="radio" name="r" id="two" checked="">`, holds: `$("#two").checked` },
  { about: "a field of another type", from: `<input type="checkbox" checked="">`, to: `<input type="text" checked="">`, holds: `$("input").type === "text"` },
  { about: "disabled, and no more", from: `<input disabled=""><button>x</button>`, to: `<input><button disabled="">x</button>`, holds: `!$("input").disabled && $("button").disabled` },
  { about: "disabled by a script", from: `<fieldset id="f"></fieldset>`, to: `<fieldset id="f">x</fieldset>`, doing: `$("#f").disabled = true`, isHeld: true, holds: `$("#f").disabled && $("#f").textContent === "x"`, different: [`!$("#f").disabled`, "an attribute that the server has never sent is the script's that has set it"] },
  { about: "the chosen option changes", from: `<select><option>1</option><option selected="">2</option></select>`, to: `<select><option selected="">1</option><option>2</option><option>3</option></select>`, holds: `$("select").selectedIndex === 0` },
  { about: "the chosen option goes", from: `<select><option>1</option><option selected="">2</option></select>`, to: `<select><option>1</option></select>`, holds: `$("select").selectedIndex === 0` },
  { about: "the chosen option in a group", from: `<select><optgroup><option selected="">1</option></optgroup><optgroup><option>2</option></optgroup></select>`, to: `<select><optgroup><option>1</option></optgroup><optgroup><option selected="">2</option></optgroup></select>`, holds: `$("select").selectedIndex === 1` },
  { about: "two options chosen where one can be", from: `<select><option>1</option></select>`, to: `<select><option selected="">0</option><option>1</option><option selected="">2</option></select>`, holds: `$("select").selectedIndex === 2` },
  {
    about: "options that come, and none chosen",
    from: `<select></select>`,
    to: `<select><option>1</option><option>2</option></select>`,
    holds: `$("select").selectedIndex === 0`,
    different: [`$("select").selectedIndex === -1`, "a browser that loads the page shows the first one"],
  },
  { about: "a form that comes behind others", from: `<section><form id="1"><textarea></textarea></form></section>`, to: `<section><form id="1"><textarea></textarea></form><form id="2"><textarea></textarea></form></section>`, doing: `$("textarea").value = "typed"`, holds: `$("textarea").value === "typed"` },
  // The head.
  { about: "an element of the head comes and goes", from: ``, to: ``, head: [`<meta name="a" content="1">`, `<meta name="b" content="2">`], holds: `!!$("meta[name=b]") && !$("meta[name=a]")` },
  { about: "a style of a script's stays in the head", from: ``, to: ``, head: [``, `<meta name="b">`], doing: `document.head.append(Object.assign(document.createElement("style"), { id: "s" }))`, holds: `!!$("#s") && !!$("meta[name=b]")`, different: [`!$("#s")`, "what a script has made stays"] },
  // Who wants something else.
  { about: "nothing is added where somebody does not want it", from: `<p>1</p>`, to: `<p>1</p><p>2</p><p>3</p>`, doing: `addEventListener("pb:add", (event) => event.detail.node.textContent === "2" && event.preventDefault())`, isHeld: true, holds: `document.body.innerHTML === "<p>1</p><p>3</p>"` },
  { about: "nothing is changed where somebody does not want it", from: `<p id="k" class="a"><b id="in">1</b></p>`, to: `<p id="k" class="b"></p>`, doing: `addEventListener("pb:morph", (event) => event.target.id === "k" && event.preventDefault())`, isHeld: true, holds: `$("#k").className === "a" && !!$("#in")` },
  { about: "an element that keeps itself", from: `<p id="k" data-pb-keep>1</p>`, to: `<i></i><p id="k" data-pb-keep>2</p>`, isHeld: true, holds: `$("#k").textContent === "1"` },
  { about: "a custom element that minds its attributes", from: `<x-frame id="k" src="a" complete="yes"></x-frame>`, to: `<x-frame id="k"></x-frame>`, doing: `customElements.define("x-frame", class extends HTMLElement { static observedAttributes = ["src"]; attributeChangedCallback(_, old) { if (old) this.removeAttribute("complete"); } })` },
  { about: "what a custom element has made of itself", from: `<x-form></x-form>`, to: `<x-form class="b"></x-form>`, doing: `customElements.define("x-form", class extends HTMLElement { connectedCallback() { this.append(document.createElement("input")); } })`, isHeld: true, holds: `document.querySelectorAll("x-form.b > input").length === 1` },
  { about: "a shadow root", from: `<div id="k"></div>`, to: `<div id="k" class="b"></div>`, doing: `$("#k").attachShadow({ mode: "open" }).innerHTML = "<i>in</i>"`, holds: `$("#k").shadowRoot.textContent === "in"` },
];

for (const { about, from, to, head = ["", ""], doing = "", holds = "true", different, isHeld } of CASES) {
  test(`as other morphs are tried: ${about}`, async () => {
    await show(from, head[0]);
    await evaluate(`${doing}; window.keyed = new Map([...document.body.querySelectorAll("[id]")].map((element) => [element.id + element.localName, element]))`);
    await evaluate(`morphTo(${JSON.stringify(to)}, ${JSON.stringify(head[1])})`);
    if (!isHeld) {
      assert.equal(await evaluate(`return modules.textOf(document.body)`), await evaluate(`return modules.textOf(modules.parsePage(${JSON.stringify(`<!doctype html><body>${to}`)}).querySelector("body"))`));
    }
    assert.equal(await evaluate(`return ${holds}`), true, await evaluate("return document.documentElement.innerHTML") as string);
    const lost = await evaluate(`return [...document.body.querySelectorAll("[id]")].filter(({ id }, _, all) => all.filter((one) => one.id === id).length === 1).filter((element) => (keyed.get(element.id + element.localName) ?? element) !== element).map(({ id }) => id)`);
    assert.deepEqual(about.includes("occurs twice") ? [] : lost, []);
    if (different) assert.equal(await evaluate(`return ${different[0]}`), false, `no longer different: ${different[1]}`);
  });
}
