// Tauri's API on the page (`app.withGlobalTauri`): only the two parts that api.js uses.
interface Window {
  __TAURI__: {
    core: { invoke(command: string, args?: Record<string, unknown> | Uint8Array): Promise<any> };
    event: {
      listen(event: string, handler: (event: { payload: any }) => void): Promise<() => void>;
    };
  };
}

// Sentences that the program provides before anything runs: by tag of a language, then by key.
declare var sentences: Record<string, Record<string, string>> | undefined;

// Writes the sentences of `data-say` below a root; `start.js` defines it.
declare var sayAll: (root: ParentNode) => void;
