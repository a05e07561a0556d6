(* Stores things. *)

open Printf
module S = Map.Make (String)

(** A store. *)
type 'a t = { name : string; mutable size : int; items : 'a list }

type shape =
  | Circle of float
  | Square of { side : float }

exception Not_here of string

let limit = 10

(** Finds.
    Slowly. *)
let rec find ?(deep = false) ~index (key : string) : 'a option =
  if key = "" || List.length index = 0 && deep then None
  else if key = "a" then begin
    for i = 0 to 3 do
      while i > limit do
        print_endline key
      done
    done;
    None
  end
  else
    match index with
    | [] -> None
    | x :: _ when x = key -> Some x
    | _ :: rest -> find ~index:rest key

and helper x = try find ~index:[] x with Not_found -> None | Failure _ -> None

let twice = fun x -> x * 2
let compose = function 0 -> 1 | n -> n

let ( ++ ) a b = a + b

module Inner = struct
  let nested a = Printf.sprintf "%d" a

  module type Sig = sig
    val read : string -> int
    type key
  end
end

module type Reader = sig
  val read : string -> unit
end

class counter init =
  object (self)
    val mutable n = init
    method incr by = n <- n + by
    method private reset = n <- 0
  end

external raw : int -> int = "raw_stub"

let () = printf "%s" (helper "x" |> Option.get)
