// Gets usage reports and prints each as JSON on one line.
import { isAxiosError } from "axios";
import { parseArgs } from "node:util";
import { createApiClient } from "./flowmusic.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

const api = createApiClient(values["base-url"] ?? "https://api.useapi.net/v1", {
  axiosConfig: { headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` } },
});
for (const email of values.email) {
  try {
    console.log(JSON.stringify({ status: 200, usage: await api.getAccountUsage({ queries: { email } }) }));
  } catch (error) {
    const response = isAxiosError(error) && error.response;
    console.log(JSON.stringify(response ? { status: response.status } : { error: String(error) }));
  }
}
