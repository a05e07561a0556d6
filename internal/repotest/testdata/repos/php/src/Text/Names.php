<?php
namespace Acme\Text;

class Names
{
    public static function shorten($s)
    {
        return trim($s);
    }
}
