/** What the generated function asks with: it knows where the API is, and the token. */
export async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const headers = { ...init.headers, Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` };
  const response = await fetch(`${process.env["USEAPI_BASE_URL"]}${path}`, { ...init, headers });
  const data = response.status === 200 ? await response.json() : undefined;
  return { data, status: response.status, headers: response.headers } as T;
}
