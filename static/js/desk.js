// The desk's page: its parts speak to each other by events named baton:*.
import "./bulk.js";
import "./composer.js";
import "./copy.js";
import "./files.js";
import "./forms.js";
import "./further.js";
import "./insert.js";
import "./keys.js";
import "./presence.js";
import "./times.js";
import "./title.js";
import "./written.js";
import { start } from "./panes.js";

start();
