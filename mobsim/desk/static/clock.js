// How many minutes is a duration or a time of a scenario, and how is a minute written?

const PART = /(\d+(?:\.\d+)?)(d|h|m)/g;
const EACH = { d: 1440, h: 60, m: 1 };
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

// Minutes of "1h30m" or "+2h"; null if it is no duration.
export function minutesOf(text) {
  const bare = String(text ?? "").trim().replace(/^\+/, "");
  if (!bare || bare.replace(PART, "") !== "") return null;
  return [...bare.matchAll(PART)].reduce((sum, [, number, unit]) => sum + Number(number) * EACH[unit], 0);
}

export function durationOf(minutes) {
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / 60);
  if (!hours) return `${whole}m`;
  return whole % 60 ? `${hours}h${whole % 60}m` : `${hours}h`;
}

const dated = (text) => {
  const found = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)/.exec(String(text ?? ""));
  return found ? Date.UTC(+found[1], +found[2] - 1, +found[3], +found[4], +found[5]) / 60000 : null;
};

// Minutes from `from` (minutes since the start) of a written time, where the scenario starts at `start`.
export function minuteOf(text, start, from = 0) {
  const written = String(text ?? "").trim();
  const span = minutesOf(written);
  if (span !== null) return span;
  const base = dated(start);
  if (base === null) return null;
  const full = dated(written);
  if (full !== null) return full - base - from;
  const clock = /^(?:([A-Za-z]{3})[a-z]* )?(\d{1,2}):(\d\d)$/.exec(written);
  if (!clock || +clock[2] > 23 || +clock[3] > 59) return null;
  const origin = base + from;
  let wait = (((+clock[2] * 60 + +clock[3] - origin) % 1440) + 1440) % 1440;
  if (clock[1]) {
    const day = DAYS.indexOf(clock[1].toLowerCase());
    if (day < 0) return null;
    while (new Date((origin + wait) * 60000).getUTCDay() !== day) wait += 1440;
  }
  return wait;
}

// The clock at a minute, such as "Sat 20:00".
export function clockAt(minute, start, day = true) {
  const base = dated(start);
  if (base === null) return durationOf(Math.max(0, minute));
  const moment = new Date((base + Math.round(minute)) * 60000);
  const names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const clock = moment.toISOString().slice(11, 16);
  return day ? `${names[moment.getUTCDay()]} ${clock}` : clock;
}

// The date and time of a start, such as "Fri 14 Aug 2026, 18:00"; empty if it is not one.
export function dateOf(start) {
  const base = dated(start);
  if (base === null) return "";
  const moment = new Date(base * 60000);
  const words = moment.toLocaleDateString("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" }).replace(",", "");
  return `${words}, ${moment.toISOString().slice(11, 16)}`;
}

export function leftWords(seconds) {
  if (seconds === null || seconds === undefined) return "time left not known yet";
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} seconds left`;
  return `about ${Math.round(seconds / 60)} minutes left`;
}
