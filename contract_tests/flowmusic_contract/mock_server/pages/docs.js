// Shows the spec in Swagger UI, sends its requests with the chosen fault, and shows the verdict on each answer.
"use strict";

const { token, email, live, aboutLive } = document.querySelector("main").dataset;
const change = document.querySelector("#change");
const verdict = document.querySelector("#verdict");

function prepared(request) {
  if (new URL(request.url, location).origin !== location.origin) {
    // The live API gets nothing that only the mock server understands, and its answers are not judged here.
    request.userFetch = async (...sent) => {
      verdict.replaceChildren("Responses of the live API are not judged here. Use scripts/contract server for that.");
      return fetch(...sent);
    };
    return request;
  }
  const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  request.headers["X-Request-Id"] = id;
  const kind = change.value.startsWith("variations.") ? "variation" : "fault";
  if (change.value) request.headers.Prefer = `${kind}=${change.value}`;
  request.userFetch = async (...sent) => {
    try {
      return await fetch(...sent);
    } finally {
      await showVerdict(id); // also if the connection was lost
    }
  };
  return request;
}

async function showVerdict(id) {
  const text = await (await fetch(`/docs/verdicts/${id}`)).text();
  verdict.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
}

function authorize(ui, server) {
  // Each server has its own token, so that none gets the token of the other.
  if (ui.authSelectors.authorized()?.has("apiToken")) ui.authActions.logout(["apiToken"]);
  if (token && server !== live) ui.preauthorizeApiKey("apiToken", token);
}

async function start() {
  const spec = await (await fetch("/openapi.json")).json();
  spec.servers.push({ url: live, description: aboutLive });
  if (email) spec.components.parameters.AccountEmail.example = email;
  const ui = SwaggerUIBundle({
    spec,
    domNode: document.querySelector("#swagger-ui"),
    layout: "BaseLayout",
    docExpansion: "full",
    defaultModelsExpandDepth: 0,
    tryItOutEnabled: true,
    persistAuthorization: false,
    validatorUrl: null,
    requestInterceptor: prepared,
    onComplete: () => authorize(ui),
  });
  document.querySelector("#swagger-ui").addEventListener("change", ({ target }) => {
    if (target.closest(".servers")) authorize(ui, target.value);
  });
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = () => document.documentElement.classList.toggle("dark-mode", dark.matches); // Swagger UI's own name
dark.addEventListener("change", colour);
colour();
change.addEventListener("change", () => {
  document.querySelector("#sentence").textContent = change.selectedOptions[0].dataset.sentence ?? "";
});
start();
