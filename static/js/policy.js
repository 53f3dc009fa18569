// The policy page: each change is saved by itself, and nothing that is being typed is lost by that.
import "./policy/dialogs.js";
import "./policy/kept.js";
import "./policy/place.js";
import "./policy/rail.js";
import "./policy/saving.js";
import "./policy/thresholds.js";
