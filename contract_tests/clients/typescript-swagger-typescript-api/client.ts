// Gets usage reports and prints each as JSON on one line.
import { parseArgs } from "node:util";
import { Api } from "./flowmusic/Api.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

const api = new Api({
  baseUrl: values["base-url"] ?? "https://api.useapi.net/v1",
  baseApiParams: { format: "json", headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` } },
});
for (const email of values.email) {
  try {
    const { status, data } = await api.flowmusic.getAccountUsage({ email }).catch((error: unknown) => {
      if (!(error instanceof Response) || error.status === 200) throw error;
      return { status: error.status, data: undefined };
    });
    console.log(JSON.stringify(status === 200 ? { status, usage: data } : { status }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
