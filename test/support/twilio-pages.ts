/** A resource of Twilio's REST API. */
export type Resource = Record<string, any>;

/** Items on a page. It is small, so that a few items make several pages. */
const PAGE_SIZE = 2;

/** A page of the API of 2010, whose link is a path. */
export function oldPage(path: string, key: string, items: readonly Resource[], query: URLSearchParams): Resource {
  const { shown, next, page } = slice(items, query);
  const filter = query.has('PhoneNumber') ? `&PhoneNumber=${encodeURIComponent(query.get('PhoneNumber')!)}` : '';
  const nextUri = next === undefined ? null : `${path}?PageSize=${PAGE_SIZE}&Page=${next}&PageToken=PA${next}${filter}`;
  return { [key]: shown, page, page_size: PAGE_SIZE, uri: path, next_page_uri: nextUri };
}

/** A page of a newer API, whose link is a URL of Twilio's host. */
export function newPage(path: string, key: string, items: readonly Resource[], query: URLSearchParams): Resource {
  const { shown, next, page } = slice(items, query);
  const url = `https://messaging.twilio.com${path}?PageSize=${PAGE_SIZE}&Page=${next}&PageToken=PA${next}`;
  return { [key]: shown, meta: { key, page, page_size: PAGE_SIZE, next_page_url: next === undefined ? null : url } };
}

function slice(
  items: readonly Resource[],
  query: URLSearchParams,
): { shown: readonly Resource[]; page: number; next?: number } {
  const page = Number(query.get('Page') ?? 0);
  return {
    page,
    shown: items.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE),
    next: items.length > (page + 1) * PAGE_SIZE ? page + 1 : undefined,
  };
}
