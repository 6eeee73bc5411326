// Gets usage reports and prints each as JSON on one line.
import { parseArgs } from "node:util";
import { getAccountUsage } from "./flowmusic.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

const options = {
  baseUrl: values["base-url"] ?? "https://api.useapi.net/v1",
  headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` },
};
for (const email of values.email) {
  try {
    const response = await getAccountUsage(email, options);
    const { status } = response;
    console.log(JSON.stringify(response.status === 200 ? { status, usage: response.data } : { status }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
