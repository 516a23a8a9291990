// How values are written and read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dataOf, revive, write } from "../../client/dist/wire.js";
const sent = (form) => [...dataOf(form)];
test("large integers are digits, and bytes a list", () => {
    const value = { large: 18446744073709551615n, bytes: new Uint8Array([1, 255]), list: [1n, undefined, null], none: undefined, date: new Date(0) };
    assert.equal(write(value), '{"large":18446744073709551615,"bytes":[1,255],"list":[1,null,null],"date":"1970-01-01T00:00:00.000Z"}');
});
test("a text stays a text, whatever is in it", () => {
    for (const text of ["\u00005", "$n5", '"', "\u{1F600}", "__proto__"])
        assert.equal(write({ [text]: text }), JSON.stringify({ [text]: text }));
});
test("what the server has marked is a bigint, bytes, or a text that begins with $", () => {
    assert.deepEqual(revive({ large: "$n18446744073709551615", small: "$n-1", bytes: "$bAf8=", text: "$$n5", two: "$$$", list: ["$n1", 1, null] }), {
        large: 18446744073709551615n,
        small: -1n,
        bytes: new Uint8Array([1, 255]),
        text: "$n5",
        two: "$$",
        list: [1n, 1, null],
    });
});
test("a key is a key, also __proto__ and one that begins with $", () => {
    const read = revive(JSON.parse('{"__proto__": "$n1", "$n1": "a"}'));
    assert.deepEqual(Object.entries(read), [["__proto__", 1n], ["$n1", "a"]]);
    assert.equal(Object.getPrototypeOf(read), Object.prototype);
});
test("a form's fields are named as in a form of the page", () => {
    const file = new File(["abc"], "a.txt");
    const form = { name: "x", news: true, no: false, nothing: null, tags: ["a", "b"], links: [{ text: "t", url: "u" }], address: { street: "s" }, large: 5n, file, files: [file, file] };
    assert.deepEqual(sent(form).map(([name, value]) => [name, value instanceof File ? value.name : value]), [
        ["name", "x"],
        ["news", "true"],
        ["no", "false"],
        ["tags", "a"],
        ["tags", "b"],
        ["links[0].text", "t"],
        ["links[0].url", "u"],
        ["address.street", "s"],
        ["large", "5"],
        ["file", "a.txt"],
        ["files", "a.txt"],
        ["files", "a.txt"],
    ]);
});
test("what is no form is not sent", () => {
    for (const value of [undefined, null, "x", 5])
        assert.throws(() => dataOf(value), /This action takes a form/);
});
