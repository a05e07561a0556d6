module Main exposing (Model, find)

{-| Shows things.

@docs find

-}

import Dict exposing (Dict)
import Html.Attributes as Attr
import List


{-| The model.
-}
type alias Model =
    { name : String
    , size : Int
    }


type Msg
    = Clicked
    | Changed String


limit : Int
limit =
    10


{-| Finds.
-}
find : String -> Dict String Int -> Maybe Int
find key index =
    if key == "" || Dict.isEmpty index && limit > 1 then
        Nothing

    else if key == "a" then
        helper key 1

    else
        case Dict.get key index of
            Just n ->
                Just (n + 1)

            Nothing ->
                let
                    local x =
                        x + 1
                in
                List.head (List.map (\y -> y + local y) [])


helper : String -> Int -> Maybe Int
helper _ n =
    Just n


port save : String -> Cmd msg
