// A certificate that signs itself, made anew for each run: nobody's key lies in the repository.
//
// It is for a browser that does not look at it: what it wants is a page on https.

import { generateKeyPairSync, sign } from "node:crypto";

/** As `node:tls` takes it. */
export function certificate(): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(ECDSA_WITH_SHA256);
  const nobody = sequence();
  const body = sequence(
    // Version 3.
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    algorithm,
    nobody,
    sequence(date("20200101000000Z"), date("21200101000000Z")),
    nobody,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, privateKey);
  const whole = sequence(body, algorithm, der(0x03, [0], signature));
  const lines = whole.toString("base64").replaceAll(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

const ECDSA_WITH_SHA256 = der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);

function sequence(...parts: Uint8Array[]): Buffer {
  return der(0x30, ...parts);
}

function date(text: string): Buffer {
  return der(0x18, Buffer.from(text));
}

/** One value of ASN.1, by the Distinguished Encoding Rules. */
function der(tag: number, ...parts: (Uint8Array | number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
