const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const OPEN_DAYS = [2, 3, 4, 5, 6];
const OPENING_HOUR = 9;

/** The day and hour (UTC) at which the shop opens next, such as `Tuesday at 9:00`. */
export function nextOpening(now: Date): string {
  const isToday = OPEN_DAYS.includes(now.getUTCDay()) && now.getUTCHours() < OPENING_HOUR;
  let day = isToday ? now.getUTCDay() : (now.getUTCDay() + 1) % 7;
  while (!OPEN_DAYS.includes(day)) {
    day = (day + 1) % 7;
  }
  return `${DAYS[day]} at ${OPENING_HOUR}:00`;
}
