// What Tauri puts on the page (`app.withGlobalTauri`): only the two parts that api.js uses.
interface Window {
  __TAURI__: {
    core: { invoke(command: string, args?: Record<string, unknown> | Uint8Array): Promise<any> };
    event: { listen(event: string, handler: (event: { payload: any }) => void): Promise<() => void> };
  };
}
