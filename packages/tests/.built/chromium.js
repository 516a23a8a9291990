// Starting Chromium.
import { chromium } from "playwright-core";
export function launch() {
    const executablePath = process.env["CHROMIUM"];
    if (!executablePath)
        throw new Error("CHROMIUM says where Chromium is: `cargo xtask test client` finds one.");
    // The sandbox cannot be had as root, which is who runs a build in most containers.
    const own = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    return chromium.launch({ executablePath, args: ["--disable-gpu", "--no-first-run", "--disable-background-networking", ...own] });
}
/** Notes each text that an element has had from now on. */
export async function watch(tab, selector) {
    await tab.evaluate((selector) => {
        const element = document.querySelector(selector);
        const seen = (globalThis.seen = []);
        new MutationObserver(() => seen.push(element.textContent)).observe(element, { childList: true, characterData: true, subtree: true });
    }, selector);
    return () => tab.evaluate(() => globalThis.seen);
}
/** An answer that waits for its turn. */
export function gate() {
    let open = () => { };
    const opened = new Promise((resolve) => (open = resolve));
    return { open: () => open(), opened };
}
