/** The limit: a handler that does nothing. What it takes is Node.js and AWS's Runtime Interface Client. */
export async function handler() {
  return { statusCode: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' };
}
