/** Sends each request of the generated functions; the base URL and the token come from the environment. */
export async function request<T>(path: string, init: RequestInit): Promise<T> {
  const headers = { ...init.headers, Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` };
  const response = await fetch(`${process.env["USEAPI_BASE_URL"]}${path}`, { ...init, headers });
  const body = await response.text(); // fetch closes a connection with an unread body
  const data = response.status === 200 ? JSON.parse(body) : undefined;
  return { data, status: response.status, headers: response.headers } as T;
}
