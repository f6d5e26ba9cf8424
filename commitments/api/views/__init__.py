"""The views of the API: one module per noun, by token, under the same access policy as the screens."""
