// A problem that nobody has looked at is said once, at the top of the page.

import { hooks } from "@postback/client";

hooks.unseen = (sentence, signIn) => {
  const box = document.createElement("div");
  box.className = "pb-failure";
  box.role = "alert";
  box.append(sentence);
  if (signIn) {
    const link = Object.assign(document.createElement("a"), { href: signIn, target: "_blank", textContent: "Sign in" });
    box.append(" ", link);
  }
  // What was said before is over.
  document.querySelector("body > .pb-failure")?.remove();
  document.body.prepend(box);
};
