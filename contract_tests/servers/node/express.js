// Express.
import express from "express";
import { respond } from "./usage.js";

const app = express();
app.get("/v1/flowmusic/accounts/usage", (request, response) => {
  const [status, body] = respond(request.get("Authorization"), request.query.email);
  response.status(status).json(body);
});
app.listen(Number(process.env.PORT), "127.0.0.1");
