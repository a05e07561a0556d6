defmodule Shop.Store do
  @moduledoc """
  Stores things.
  """

  use GenServer
  import Enum, only: [map: 2]
  alias Shop.Base.{Thing, Other}
  alias Shop.Util, as: U
  require Logger

  @limit 10

  defstruct name: nil, size: 0

  @type key :: String.t()

  @doc """
  Finds.
  """
  @spec find(key, map) :: term
  @impl true
  def find(key, index \\ %{}) when is_binary(key) and key != "" do
    if key == "a" || index == nil do
      nil
    else
      unless index do
        helper(key)
      end
    end

    case key do
      "x" -> find(key, index)
      k when k > 1 -> U.run(k)
      _ -> nil
    end

    cond do
      key == 1 -> 2
      true -> 3
    end

    with {:ok, v} <- Map.fetch(index, key),
         true <- v > 1 do
      v
    end

    try do
      Thing.load(key)
    rescue
      e in ArgumentError -> raise e
    end

    for x <- [1, 2], x > 1, do: x
    f = fn x -> x && 1 end
    index |> Map.get(key) |> map(f)
  end

  def short(a, b), do: a + b

  defp helper(%{name: name} = thing, _opts) do
    name
  end

  def bare, do: 1

  defmacro unless_ok(expr) do
    quote do: !unquote(expr)
  end

  defguard is_small(x) when x < 10

  defdelegate size(store), to: Base

  def a + b, do: Kernel.+(a, b)
end

defprotocol Shop.Reader do
  @doc "Reads."
  def read(store, key)
end

defimpl Shop.Reader, for: Shop.Store do
  def read(_store, _key), do: nil
end

defmodule Shop.StoreTest do
  use ExUnit.Case

  describe "finding" do
    test "finds things", %{store: store} do
      assert store
    end
  end
end
