/**
 * Edges that Twilio's SDKs and documentation pair with the regions that process data of customers.
 * Source: Twilio, "Regional" (Twilio CLI); "Twilio API domain migration guide".
 */
const DEFAULT_EDGES: Readonly<Record<string, string>> = { ie1: 'dublin', au1: 'sydney' };

const DEFAULT_REGION = 'us1';
const REGION = /^[a-z]{2}\d{1,2}$/;
const EDGE = /^[a-z]+(?:-[a-z]+)*$/;
const LONGEST_EDGE = 32;

/**
 * Edge and region as they stand in the host names of Twilio's APIs: `dublin.ie1` in `api.dublin.ie1.twilio.com`.
 * Source: Twilio, "Using the Twilio REST API in a non-US Region".
 *
 * @param region such as `ie1`, in any case
 * @param edge such as `dublin`. An edge without a region means `us1`, as in Twilio's SDKs.
 * @returns `undefined` for the hosts without a region, such as `api.twilio.com`: they belong to `us1`
 * @throws Error for a value that cannot be a part of a host name, and for a region whose edge is not known
 */
export function regionInHost(region = DEFAULT_REGION, edge?: string): string | undefined {
  const lowerRegion = region.toLowerCase();
  if (!REGION.test(lowerRegion)) {
    throw new Error(
      `The Twilio region must be two letters and a number, such as ie1 or au1, got ${JSON.stringify(region)}. `
      + 'See "Twilio Regions" in the documentation of Twilio.');
  }
  const wantedEdge = edge?.toLowerCase() ?? DEFAULT_EDGES[lowerRegion];
  if (wantedEdge === undefined) {
    if (lowerRegion === DEFAULT_REGION) return undefined;
    throw new Error(
      `The Twilio region ${lowerRegion} needs an edge, got none. `
      + 'Give the edge too, such as dublin for ie1 or sydney for au1.');
  }
  if (!EDGE.test(wantedEdge) || wantedEdge.length > LONGEST_EDGE) {
    throw new Error(
      `The Twilio edge must be the name of an edge location, such as dublin or sydney, got ${JSON.stringify(edge)}. `
      + 'See "Edge Locations" in the documentation of Twilio.');
  }
  return `${wantedEdge}.${lowerRegion}`;
}

/**
 * The region alone, such as `ie1` for `dublin.ie1`.
 *
 * @param inHost result of `regionInHost`
 */
export function regionName(inHost?: string): string {
  return inHost?.split('.').at(-1) ?? DEFAULT_REGION;
}

/** Whether a text is a result of `regionInHost`. Credentials are sent to the host that it becomes a part of. */
export function isRegionInHost(text: string): boolean {
  const dot = text.lastIndexOf('.');
  const edge = text.slice(0, Math.max(0, dot));
  return EDGE.test(edge) && edge.length <= LONGEST_EDGE && REGION.test(text.slice(dot + 1));
}
