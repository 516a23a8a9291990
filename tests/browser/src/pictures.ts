// Pictures that people choose.

import { crc32, deflateSync } from "node:zlib";

export interface Chosen {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const KIB = 1024;

/** A real PNG: a square of one colour. */
export function png(colour: [red: number, green: number, blue: number], name = "me.png"): Chosen {
  const side = 64;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8);
  const row = Buffer.from([0, ...Array.from({ length: side }, () => colour).flat()]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const buffer = Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
  return { name, mimeType: "image/png", buffer };
}

/** One with so much behind its end. */
export function largePng(kib: number): Chosen {
  const picture = png([180, 60, 40], "large.png");
  return { ...picture, buffer: Buffer.concat([picture.buffer, Buffer.alloc(kib * KIB)]) };
}

function chunk(kind: string, data: Buffer): Buffer {
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  const named = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}
