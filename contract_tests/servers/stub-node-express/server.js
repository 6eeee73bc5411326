// Starts the generated server on 127.0.0.1; its own index.js listens on all addresses.
import config from "./stub/config.js";
import ExpressServer from "./stub/expressServer.js";

new ExpressServer({ port: Number(process.env.PORT), host: "127.0.0.1" }, config.OPENAPI_YAML).launch();
