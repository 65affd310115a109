// What Tauri puts on the page (`app.withGlobalTauri`): only the two parts that api.js uses.
interface Window {
  __TAURI__: {
    core: { invoke(command: string, args?: Record<string, unknown> | Uint8Array): Promise<any> };
    event: {
      listen(event: string, handler: (event: { payload: any }) => void): Promise<() => void>;
    };
  };
}

// What the program puts there before anything runs: by the tag of a language its sentences, by their keys.
declare var sentences: Record<string, Record<string, string>> | undefined;
