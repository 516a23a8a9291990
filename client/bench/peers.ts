// What the morph is measured beside.

import morphdomOf from "morphdom";

export { Idiomorph } from "idiomorph";
export const morphdom = morphdomOf as unknown as typeof morphdomOf.default;
