// Gets usage reports and prints each as JSON on one line.
import { parseArgs } from "node:util";
import { AccountsApi, ApiClient } from "./flowmusic/src/index.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

const client = new ApiClient(values["base-url"]);
client.authentications.apiToken.accessToken = process.env.USEAPI_TOKEN;
// superagent's own agent opens a connection for each request.
const { Agent } = await import(client.basePath.startsWith("https:") ? "node:https" : "node:http");
const agent = new Agent({ keepAlive: true });
client.plugins = [(request) => request.agent(agent).redirects(0)]; // the token would be sent to the new host
for (const email of values.email) {
  try {
    const { response, data } = await new AccountsApi(client).getAccountUsageWithHttpInfo(email);
    console.log(JSON.stringify(response.status === 200 ? { status: 200, usage: data } : { status: response.status }));
  } catch (error) {
    const isResponse = error.status && error.status !== 200;
    console.log(JSON.stringify(isResponse ? { status: error.status } : { error: String(error) }));
  }
}
