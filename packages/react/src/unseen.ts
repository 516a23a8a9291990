// Shows an error that no component has read, once, at the top of the page.

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
  // The new message replaces the previous one.
  document.querySelector("body > .pb-failure")?.remove();
  document.body.prepend(box);
};
