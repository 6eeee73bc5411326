// Shows the code sample of the chosen language and client.
"use strict";

const language = document.querySelector("#language");

function show() {
  for (const group of document.querySelectorAll("[data-language]")) {
    group.hidden = group.dataset.language !== language.value;
    const client = group.querySelector("select")?.value;
    for (const sample of group.querySelectorAll("[data-client]")) {
      sample.hidden = client !== undefined && sample.dataset.client !== client;
    }
  }
}

document.querySelector(".samples").addEventListener("change", show);
show(); // a browser may keep what was chosen before the page was loaded again
