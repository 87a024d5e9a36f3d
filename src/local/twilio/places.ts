/** A place as Twilio tells it of a number of the North American plan. */
type Place = readonly [city: string, state: string, zip: string, country: string];

/** The places of the page's numbers. Each is reserved for fiction. */
const PLACES: Readonly<Record<string, Place>> = {
  '+12025550100': ['WASHINGTON', 'DC', '20005', 'US'],
  '+12025550123': ['WASHINGTON', 'DC', '20001', 'US'],
  '+12025550147': ['ARLINGTON', 'VA', '22201', 'US'],
  '+12025550168': ['BETHESDA', 'MD', '20814', 'US'],
};

const NOWHERE: Place = ['', '', '', ''];

/**
 * The parameters about the places of both numbers. Twilio sends them with SMS and MMS, empty if it knows nothing.
 * Source: Twilio, "Twilio's request to your webhook URL".
 */
export function placeParameters(from: string, to: string): Record<string, string> {
  return { ...parametersOf('From', PLACES[from] ?? NOWHERE), ...parametersOf('To', PLACES[to] ?? NOWHERE) };
}

function parametersOf(side: string, [city, state, zip, country]: Place): Record<string, string> {
  return { [`${side}City`]: city, [`${side}State`]: state, [`${side}Zip`]: zip, [`${side}Country`]: country };
}
