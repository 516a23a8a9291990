// What the morph is measured beside.

export { Idiomorph } from "idiomorph";
import morphdomOf from "morphdom";

export const morphdom = morphdomOf as unknown as typeof morphdomOf.default;
