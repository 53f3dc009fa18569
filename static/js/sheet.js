// A page of the control room opens where it matters: the first field that is wrong has the focus, and on a phone
// the strip of entries shows the present one.
document.querySelector('.sheet [aria-invalid="true"]')?.focus();
document.querySelector(".control > .views [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
