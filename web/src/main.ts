// Starts the page; whatever goes wrong, the tables stay.

import { App } from "./app";
import { byId } from "./dom";
import { type Data, Model } from "./model";

const root = document.documentElement;
try {
  const model = new Model(JSON.parse(byId("data").textContent ?? "") as Data);
  new App(model).start();
  // Said to web/tables.js, which shows the tables otherwise.
  root.dataset.live = "yes";
} catch (error) {
  document.getElementById("app")?.remove();
  console.error(error);
}
