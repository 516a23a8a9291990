// Pairs of pages, as the peers' own benches have them: small and large, with much and with little change.

const times = (count: number, row: (index: number) => string): string => Array.from({ length: count }, (_, index) => row(index)).join("");

const table = (changed: number): string =>
  `<table><thead><tr>${times(6, (column) => `<th>Column ${column}</th>`)}</tr></thead><tbody>${times(15, (line) => `<tr>${times(6, (column) => `<td>${line * 6 + column + (line === changed ? 1 : 0)}</td>`)}</tr>`)}</tbody></table>`;

const everything = (turn: number): string =>
  `<div class="page-${turn}">${times(502, (row) => `<section class="row-${turn}"><h2 title="${turn}">${row} ${turn}</h2><p class="a-${turn}"><b class="b-${turn}">${turn}</b><i class="c-${turn}">${row + turn}</i></p><span class="d-${turn}">${turn}</span></section>`)}</div>`;

/** A row as an app has it: a form with a button, and in it `next`, a link and labels. */
export const row = (index: number, isSolved: boolean, next = ""): string =>
  `<li id="problem-${index}" class="${isSolved ? "is-solved" : ""}"><form method="post" id="solve-${index}" action="?_action=solve&amp;_args=${index}"><button aria-pressed="${isSolved}"><span>Solved: Problem ${index}</span></button>${next}</form><div><a href="/problems/${index}">Problem ${index}</a><span><b>Rust</b><b>easy</b></span></div></li>`;

/** A list of such rows; each of them holds its next state if it is shown at once, `withNext`. */
export function problems({ rows, count, isSolved, withNext = false }: { rows: number; count: number; isSolved: (index: number) => boolean; withNext?: boolean }): string {
  const next = (index: number): string => (withNext ? `<template data-pb-optimistic="replace" data-pb-target="closest li">${row(index, !isSolved(index))}</template>` : "");
  return `<main><h1>Problems</h1><p id="count">${count}</p><ul id="list">${times(rows, (index) => row(index, isSolved(index), next(index)))}</ul></main>`;
}

const list = (indexes: number[], solved: number): string => `<main><h1>Problems</h1><ul id="list">${indexes.map((index) => row(index, index === solved)).join("")}</ul></main>`;
const rows = Array.from({ length: 300 }, (_, index) => index);

const unkeyed = (from: number): string => `<ul>${times(500, (index) => `<li><a href="/${from + index}">Item ${from + index}</a> <em>${(from + index) % 7}</em></li>`)}</ul>`;
const boxes = (turn: number): string => times(400, (index) => `<label><input type="checkbox" name="box" value="${index}"${index % 3 === turn ? " checked" : ""}> ${index}</label>`);

export const PAIRS: Record<string, [before: string, after: string]> = {
  "a table, one row of it changes": [table(-1), table(7)],
  "a table, all of it changes": [table(-1), table(-1).replace(/<td>\d/g, "<td>x")],
  "all elements change": [everything(1), everything(2)],
  "a list with keys, one row changes": [list(rows, -1), list(rows, 150)],
  "a list with keys, turned round": [list(rows, -1), list(rows.toReversed(), -1)],
  "a list with keys, one more in front": [list(rows.slice(1), -1), list(rows, -1)],
  "a list without keys, one more in front": [unkeyed(1), unkeyed(0)],
  "check boxes, two thirds change": [boxes(0), boxes(1)],
  "nothing changes": [list(rows, 3), list(rows, 3)],
};
